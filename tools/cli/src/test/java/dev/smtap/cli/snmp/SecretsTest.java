package dev.smtap.cli.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of passphrases: who may read it, and that nothing of it gets out. */
class SecretsTest {
  private static final String GOOD =
      "[monitor]\nauth-passphrase = \"hush hush\"\npriv-passphrase = \"mum's the word\"\n";

  @TempDir private Path directory = Path.of("");

  private Path write(String mode, String text) throws IOException {
    Path file = Files.writeString(directory.resolve("secrets.toml"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static void refused(Path file, String why) {
    assertThatThrownBy(() -> Secrets.read(file).of("monitor"))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot use the SNMP secrets in " + file + ": ")
        .hasMessageContaining(why)
        .message()
        .doesNotContain("hush", "mum");
  }

  @Test
  void bothPassphrasesAreRead() throws IOException {
    for (String mode : List.of("rw-------", "rw-r-----", "r--------")) {
      Secrets.Pair pair = Secrets.read(write(mode, GOOD)).of("monitor");
      assertThat(pair.auth()).isEqualTo("hush hush");
      assertThat(pair.priv()).isEqualTo("mum's the word");
      assertThat(pair.toString()).doesNotContain("hush", "mum");
    }
  }

  @Test
  void whatOthersCouldReadOrChangeIsRefused() throws IOException {
    for (String mode : List.of("rw-r--r--", "rw----r--", "rw-rw----", "rw-----w-", "rwx-----x")) {
      refused(write(mode, GOOD), "others can read or change it; chmod 640 ");
    }
  }

  @Test
  void onlyAPlainFileIsRead() throws IOException {
    refused(directory.resolve("nowhere"), "there is no such file");
    refused(directory, "it is no plain file");
    Path link = Files.createSymbolicLink(directory.resolve("link"), write("rw-------", GOOD));
    refused(link, "it is no plain file");
    refused(write("rw-------", "#".repeat(70_000)), "at most 64 KiB");
  }

  @Test
  void whatIsWrongInItIsNamedButNotQuoted() throws IOException {
    refused(write("rw-------", "[monitor]\nauth-passphrase = hush hush\n"), "line 2 is no TOML");
    refused(write("rw-------", "monitor = \"hush\"\n"), "[monitor] has no auth-passphrase");
    refused(write("rw-------", GOOD.replace("hush hush", "hush")), "is too short");
    refused(write("rw-------", GOOD.replace("monitor", "other")), "[monitor] has no auth-pass");
    refused(write("rw-------", GOOD.replace("\"mum's the word\"", "12345678")), "no priv-pass");
  }
}
