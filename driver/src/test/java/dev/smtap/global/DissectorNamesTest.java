package dev.smtap.global;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.wire.Command;
import dev.smtap.wire.SmHeader;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The dissector for Wireshark is Lua and has numbers of its own. Nothing but this test notices when
 * a command or a verdict gets another number, or a new one comes.
 */
class DissectorNamesTest {
  private static final Path DISSECTOR = Path.of("../packaging/src/main/wireshark/smtap.lua");
  private static final Pattern ENTRY = Pattern.compile("\\[(\\d+)\\] = \"([^\"]*)\"");

  private String lua = "";

  @BeforeEach
  void read() throws IOException {
    lua = Files.readString(DISSECTOR);
  }

  private String found(String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(lua);
    assertThat(matcher.find()).as(regex).isTrue();
    return matcher.group(1);
  }

  private Map<Long, String> table(String name) {
    Map<Long, String> entries = new HashMap<>();
    ENTRY
        .matcher(found("local " + name + " = \\{([^}]*)\\}"))
        .results()
        .forEach(each -> entries.put(Long.valueOf(each.group(1)), each.group(2)));
    return entries;
  }

  /** The long constants are the codes; what is an int is about the record. */
  private static Map<Long, String> commands() throws IllegalAccessException {
    Map<Long, String> commands = new HashMap<>();
    for (Field each : Command.class.getFields()) {
      if (each.getType() == long.class) {
        commands.put(each.getLong(null), each.getName().toLowerCase(Locale.ROOT));
      }
    }
    return commands;
  }

  @Test
  void itKnowsEveryCommandByItsCode() throws IllegalAccessException {
    assertThat(commands()).containsEntry(Command.QUESTION, "question");
    assertThat(table("command_names")).isEqualTo(commands());
  }

  private static String inWords(Verdict verdict) {
    return switch (verdict) {
      case NONE -> "nobody here";
      case LISTENER -> "listener";
      case FOREIGN_END -> "foreign end";
      case LINGERING -> "lingering";
      case EXACT -> "exact match";
    };
  }

  @Test
  void itKnowsEveryVerdictByItsCode() {
    Map<Verdict, String> wanted = new EnumMap<>(Verdict.class);
    Map<Verdict, String> there = new EnumMap<>(Verdict.class);
    Map<Long, String> table = table("verdict_names");
    for (Verdict each : Verdict.values()) {
      wanted.put(each, inWords(each));
      there.put(each, table.getOrDefault((long) each.code(), "nothing"));
    }
    assertThat(there).isEqualTo(wanted);
    assertThat(table).hasSameSizeAs(wanted);
  }

  @Test
  void itKnowsWhereThingsStand() {
    String sizes =
        found("local HEADER_BYTES, ARGUMENT_BYTES, FLOW_BYTES, VERDICT_STEP = ([0-9, ]*)\n");
    assertThat(sizes)
        .isEqualTo(
            "%d, %d, %d, %d"
                .formatted(
                    SmHeader.BYTES,
                    Command.BYTES,
                    FlowDescriptor.BYTES,
                    CommandDescriptor.answer(1, Verdict.NONE)));
  }

  @Test
  void itReadsTheArgumentByTheCode() {
    // What stands there is told by the code, which is a bare number in each branch.
    assertThat(found("code == (\\d+) then\n +command:add_le\\(f\\.generation"))
        .isEqualTo(String.valueOf(Command.HELLO));
    assertThat(found("code == (\\d+) then\n +command:add_le\\(f\\.question"))
        .isEqualTo(String.valueOf(Command.QUESTION));
    assertThat(found("code == (\\d+) then\n +local value"))
        .isEqualTo(String.valueOf(Command.ANSWER));
    assertThat(found("code == (\\d+) then\n +command:add_le\\(f\\.flows"))
        .isEqualTo(String.valueOf(Command.ENDED));
  }
}
