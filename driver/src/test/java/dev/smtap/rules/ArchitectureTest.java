package dev.smtap.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For which processor an image is, as the script says that names its package; on whatever machine,
 * because images for arm64 are made on amd64 too.
 */
class ArchitectureTest {
  private static final String SCRIPT = "../packaging/src/main/sh/architecture";

  /** As much of ELF as comes before the field behind it. */
  private static final int HEADER_BYTES = 20;

  private static final int MACHINE_OFFSET = 18;

  @TempDir private Path image = Path.of("");

  private record Result(int exit, String out, String err) {}

  private Result run() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", SCRIPT, image.toString()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out, err);
  }

  private void write(int machine) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).putShort(16, (short) 3);
    header.putShort(MACHINE_OFFSET, (short) machine);
    Path java = image.resolve("runtime/bin/java");
    Files.createDirectories(image.resolve("runtime/bin"));
    Files.write(java, header.array());
  }

  @ParameterizedTest
  @CsvSource({"183, arm64", "62, amd64"})
  void isThatOfItsJavaRuntime(int machine, String name) throws IOException, InterruptedException {
    write(machine);
    assertThat(run()).isEqualTo(new Result(0, name + "\n", ""));
  }

  /** RISC-V, i386, and numbers that end with those that are known. */
  @ParameterizedTest
  @ValueSource(ints = {243, 3, 1183, 162, 0})
  void isSaidWhereThereIsNoPackage(int machine) throws IOException, InterruptedException {
    write(machine);
    Result result = run();
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("is for neither amd64 nor arm64: its e_machine is '" + machine + "'");
  }

  @Test
  void isNotThisMachinesWhereThereIsNoRuntime() throws IOException, InterruptedException {
    Result result = run();
    assertThat(result.exit()).isNotZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(image.resolve("runtime/bin/java").toString());
  }
}
