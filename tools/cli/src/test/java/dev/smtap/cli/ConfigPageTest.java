package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page smtap.toml(5) has the keys that are read, in each kind of table, and no others. */
class ConfigPageTest {
  private static final Path PAGE = Path.of("../../packaging/src/main/man/smtap.toml.5");
  private static final Pattern KEYS = Pattern.compile("\\.TP\\n\\.B (.*)");

  private static final String LIST = "known here are ";

  @TempDir Path directory;

  /** What stands between two marks of the page. */
  private static Set<String> documented(String from, String to) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(from);
    String part = page.substring(start, page.indexOf(to, start));
    Set<String> keys = new TreeSet<>();
    Matcher matcher = KEYS.matcher(part);
    while (matcher.find()) {
      String line = matcher.group(1).replaceAll("\\\\f[BR]", "").replace("\\-", "-");
      keys.addAll(Arrays.asList(line.split(", ", -1)));
    }
    return keys;
  }

  /** The keys of a table, which the refusal of another one lists. */
  private Set<String> known(String tables) throws IOException, SystemException {
    Path file = Files.writeString(directory.resolve("smtap.toml"), tables + "\nno-such-key = 1\n");
    String refusal =
        ConfigFile.check(file).stream()
            .filter(each -> each.what().contains("no-such-key"))
            .findFirst()
            .orElseThrow()
            .advice();
    assertThat(refusal).startsWith(LIST);
    String list = refusal.substring(LIST.length());
    return new TreeSet<>(Arrays.asList(list.split(", ", -1)));
  }

  @Test
  void keysForAllNodes() throws IOException, SystemException {
    Set<String> known = known("");
    assertThat(known.remove("node")).isTrue();
    assertThat(documented("KEYS FOR ALL", ".SH KEYS OF A NODE")).isEqualTo(known);
  }

  @Test
  void keysOfSnmp() throws IOException, SystemException {
    assertThat(documented(".SH SNMP", ".SS Users")).isEqualTo(known("[snmp]"));
    assertThat(documented(".SS Users", ".SS Receivers")).isEqualTo(known("[[snmp.user]]"));
    assertThat(documented(".SS Receivers", ".SS Passphrases")).isEqualTo(known("[[snmp.trap]]"));
  }

  @Test
  void keysOfNode() throws IOException, SystemException {
    Set<String> known = known("[[node]]");
    assertThat(known.remove("local") && known.remove("global")).isTrue();
    assertThat(documented("KEYS OF A NODE", ".SH KEYS OF AN")).isEqualTo(known);
  }

  @Test
  void keysOfGlobalInterface() throws IOException, SystemException {
    Set<String> known = known("[[node]]\n[[node.global]]");
    assertThat(known.remove("port")).isTrue();
    assertThat(documented("KEYS OF AN INTERFACE", ".SH RULES")).isEqualTo(known);
    known.removeAll(documented("KEYS OF AN INTERFACE", "\nonly:"));
    assertThat(documented("\nonly:", ".SH RULES")).isEqualTo(known);
  }

  @Test
  void keysOfRuleForPort() throws IOException, SystemException {
    Set<String> known = known("[[node]]\n[[node.global]]\n[[node.global.port]]");
    assertThat(documented("RULES FOR A PORT", ".SH TIMEOUTS")).isEqualTo(known);
  }

  @Test
  void keysOfTimeouts() throws IOException, SystemException {
    Set<String> known = known("[[node]]\n[[node.global]]\n[node.global.timeouts]");
    assertThat(documented(".SH TIMEOUTS OF FLOWS", ".SH SNMP")).isEqualTo(known);
  }
}
