package dev.smtap.cli.snmp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snmp4j.smi.OID;

/** The text of SMTAP-MIB: which objects it defines, of which type. */
final class MibText {
  static final Path FILE = Path.of("../../packaging/src/main/mib/SMTAP-MIB.txt");

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?m)^([a-z]\\w+)\\s+(?:OBJECT IDENTIFIER|([A-Z-]+)\\b[^:]*?)\\s*::= \\{ (\\w+)([ 0-9]+)\\}");
  private static final Pattern READABLE =
      Pattern.compile("(?m)^([a-z]\\w+) OBJECT-TYPE\\s+SYNTAX (\\w+)[^:]*?MAX-ACCESS read-only");

  private MibText() {}

  /** Types of what can be read, by the object's name in the tree. */
  static Map<OID, String> objects() throws IOException {
    // Descriptions may hold anything.
    String text = Files.readString(FILE).replaceAll("\"[^\"]*\"", "\"\"");
    Map<String, OID> names = new HashMap<>(Map.of("enterprises", new OID("1.3.6.1.4.1")));
    Matcher number = NUMBER.matcher(text);
    while (number.find()) {
      OID parent = names.get(number.group(3));
      if (parent == null) {
        throw new IllegalStateException(number.group(3) + " is not defined before it is used");
      }
      OID name = new OID(parent);
      for (String each : number.group(4).strip().split(" ", -1)) {
        name.append(Integer.parseInt(each));
      }
      names.put(number.group(1), name);
    }
    Map<OID, String> objects = new TreeMap<>();
    Matcher readable = READABLE.matcher(text);
    while (readable.find()) {
      objects.put(names.get(readable.group(1)), readable.group(2));
    }
    return objects;
  }
}
