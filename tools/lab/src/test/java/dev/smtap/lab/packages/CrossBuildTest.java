package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.lab.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The native part compiles for arm64 as image-for-arm64 does it, and is the same there. */
@Tag("package")
class CrossBuildTest {
  private static final Path SHIM = Path.of("../../native-shim").toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern FUNCTION = Pattern.compile("FUNC +GLOBAL +DEFAULT +\\d+ (\\S+)");
  private static final int MACHINE_OFFSET = 18;
  private static final int AARCH64 = 183;

  @TempDir Path directory;

  /** A warning is an error to it (CFLAGS), and would be printed even if it were none. */
  private Path build(String compiler) {
    Path out = directory.resolve(compiler);
    List<String> command =
        List.of(
            "make",
            "-s",
            "-C",
            SHIM.toString(),
            "CC=" + compiler,
            "OUT=" + out,
            "OBJ=" + directory.resolve(compiler + "-objects"));
    Program.Result result = Program.run(LIMIT, command);
    assertThat(result.ok() + result.err()).isEmpty();
    return out.resolve("libsmtap.so");
  }

  private static int machine(Path library) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(library));
    return header.order(ByteOrder.LITTLE_ENDIAN).getShort(MACHINE_OFFSET);
  }

  private static NavigableSet<String> functions(Path library) {
    String symbols = Program.ok("readelf", "--dyn-syms", "--wide", library.toString());
    NavigableSet<String> names = new TreeSet<>();
    FUNCTION
        .matcher(symbols)
        .results()
        .map(each -> each.group(1))
        .filter(each -> !each.startsWith("_"))
        .forEach(names::add);
    return names;
  }

  @Test
  void theSharedLibraryForArm64HasTheSameFunctions() throws IOException {
    Path arm64 = build("aarch64-linux-gnu-gcc");
    assertThat(machine(arm64)).isEqualTo(AARCH64);
    assertThat(functions(arm64))
        .contains("smtap_open", "smtap_futex_wait")
        .isEqualTo(functions(build("cc")));
  }
}
