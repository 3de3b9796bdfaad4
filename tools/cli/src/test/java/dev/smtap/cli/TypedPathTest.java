package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.cli.metrics.MetricsAddress;
import dev.smtap.posix.SystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a path, and what is none whatever the locale. */
class TypedPathTest {
  @ParameterizedTest
  @ValueSource(strings = {"/a\0b", "/\ud800"})
  void whatIsNoneIsSaidInASentence(String text) {
    assertThatThrownBy(() -> TypedPath.of("read", text))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot read '/")
        .hasMessageContaining("': it is not a path here (")
        .hasMessageEndingWith("; write it in ASCII, or set LC_ALL=C.UTF-8");
    assertThat(TypedPath.find(text)).isEmpty();
    assertThat(TypedPath.fault(text).orElseThrow().why()).startsWith("is not a path here (");
    assertThat(MetricsAddress.find("unix:" + text)).isEmpty();
  }

  @Test
  void othersArePaths() throws SystemException {
    assertThat(TypedPath.of("read", "/a/b")).isEqualTo(Path.of("/a/b"));
    assertThat(TypedPath.find("a b")).contains(Path.of("a b"));
    assertThat(TypedPath.fault("/")).isEmpty();
  }
}
