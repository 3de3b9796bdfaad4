package dev.smtap.cli.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine remembers of itself. */
class EngineStateTest {
  @TempDir private Path directory = Path.of("");

  private EngineState begin(String address) throws SystemException {
    return EngineState.begin(directory.resolve("state"), SnmpAddress.parse(address));
  }

  private Path file() {
    return directory.resolve("state").resolve("snmp-127.0.0.1_1161.engine");
  }

  @Test
  void everyStartIsCountedAndTheIdStays() throws SystemException {
    EngineState first = begin("127.0.0.1:1161");
    assertThat(first.boots()).isEqualTo(1);
    assertThat(first.engineId()).matches("8000137005[0-9a-f]{16}");
    for (int boots = 2; boots < 5; boots++) {
      assertThat(begin("127.0.0.1:1161")).isEqualTo(new EngineState(first.engineId(), boots));
    }
    assertThat(file()).hasContent("engine-id " + first.engineId() + "\nboots 4\n");
  }

  @Test
  void eachAddressIsAnotherEngine() throws SystemException {
    String first = begin("127.0.0.1:1161").engineId();
    EngineState other = begin("[::1]:1161");
    assertThat(other.boots()).isEqualTo(1);
    assertThat(other.engineId()).isNotEqualTo(first);
  }

  @Test
  void aStartThatWasCutOffDoesNoHarm() throws IOException {
    String id = begin("127.0.0.1:1161").engineId();
    Files.writeString(file().resolveSibling(".snmp-127.0.0.1_1161.engine.new"), "engine-id 80");
    assertThat(begin("127.0.0.1:1161")).isEqualTo(new EngineState(id, 2));
  }

  @Test
  void whatCannotBeCountedOnIsRefused() throws IOException {
    Files.createDirectories(file().getParent());
    for (String text :
        List.of(
            "",
            "nonsense",
            "engine-id 80001370050102030405060708\nboots 2147483647\n",
            "engine-id 80001370050102030405060708\nboots 9999999999\n",
            "engine-id 80001370050102030405060708\nboots -1\n",
            "engine-id 8000\nboots 1\n",
            "engine-id 80001370050102030405060708\nboots 1")) {
      Files.writeString(file(), text);
      assertThatThrownBy(() -> begin("127.0.0.1:1161"))
          .as(text)
          .isInstanceOf(SystemException.class)
          .hasMessageStartingWith("cannot remember the SNMP engine in " + file())
          .hasMessageContaining("remove it");
      assertThat(file()).hasContent(text);
    }
    Files.writeString(file(), "engine-id 80001370050102030405060708\nboots 2147483646\n");
    assertThat(begin("127.0.0.1:1161").boots()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path taken = Files.writeString(directory.resolve("state"), "a file");
    assertThatThrownBy(() -> begin("127.0.0.1:1161"))
        .isInstanceOf(SystemException.class)
        .hasMessageContaining(taken.toString())
        .hasMessageContaining("key 'state'");
  }
}
