package dev.smtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Samples with mistakes as a hand or a disk makes them: each is found out or does no harm. */
class ConfigTextTest {
  private static final int ROUNDS = 100;
  private static final long SEED = 20_261_126;

  @TempDir private Path directory = Path.of("");

  static List<Path> samples() throws IOException {
    return SamplesTest.samples();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyMistakeHasALineOrIsNone(Path sample) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    byte[] good = Files.readAllBytes(sample);
    Path file = directory.resolve("smtap.toml");
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) mistake(random);
      }
      Files.write(file, bytes);
      check(file, new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  private static int mistake(RandomGenerator random) {
    String likely = "\"'[]={}\n#0-9\u0000\u001b,.";
    return random.nextBoolean() ? likely.charAt(random.nextInt(likely.length())) : random.nextInt();
  }

  private static void check(Path file, String text) {
    try {
      for (ConfigError each : ConfigFile.check(file)) {
        assertThat(each.line()).as(text).isBetween(1, (int) text.lines().count() + 1);
        assertThat(each.toString().chars().noneMatch(Character::isISOControl)).isTrue();
        assertThat(each.toString()).matches("line [0-9]+(: |, key ').+; .+");
      }
    } catch (SystemException e) {
      assertThat(e).as(text).hasMessageContaining("it is not text in UTF-8");
    }
  }
}
