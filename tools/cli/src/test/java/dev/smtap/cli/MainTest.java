package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Only the subcommand that is called is made; nobody can see a difference. */
class MainTest {
  static Set<String> names() {
    return Main.commandLine().getSubcommands().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void oneAloneIsWhatItIsAmongAll(String name) {
    CommandLine alone = Main.commandLine(name, "--help");
    assertThat(alone.getSubcommands()).containsOnlyKeys(name);
    assertThat(usage(alone, name)).isEqualTo(usage(Main.commandLine(), name));
  }

  private static String usage(CommandLine smtap, String name) {
    return Objects.requireNonNull(smtap.getSubcommands().get(name)).getUsageMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "stauts", "--help", "-V"})
  void whereNoneIsCalledAllAreThere(String first) {
    assertThat(Main.commandLine(first, "status").getSubcommands().keySet()).isEqualTo(names());
  }

  @Test
  void withoutAnyWordAllAreThere() {
    String[] nothing = {};
    assertThat(Main.commandLine(nothing).getSubcommands().keySet()).isEqualTo(names());
  }
}
