package dev.smtap.lab.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.lab.Program;
import dev.smtap.lab.Tshark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the package: size, order, licences, and that the same image gives the same. */
@Tag("package")
class PackageFileTest {
  private static final long MOST_DOWNLOAD_BYTES = 45_000_000;

  /** If that is small enough, what is published is, which is compressed with more effort. */
  private static final String LIGHTLY = "-Zxz -z1";

  /** 100 MB. */
  private static final long MOST_INSTALLED_KIB = 97_656;

  private static final Path CHANGELOG = Path.of("../../packaging/src/main/deb/changelog");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static String field(Path deb, String name) {
    return Program.ok("dpkg-deb", "-f", deb.toString(), name);
  }

  /** A file of the package. */
  private static String file(Path deb, String name) {
    return Program.ok(
        "sh", "-c", "dpkg-deb --fsys-tarfile \"$0\" | tar -xO \"$1\"", deb.toString(), name);
  }

  @Test
  void isSmallAndWithoutFault() throws IOException {
    Path deb = Packages.make(directory, Packages.version(), LIGHTLY);
    assertThat(Files.size(deb)).isLessThanOrEqualTo(MOST_DOWNLOAD_BYTES);
    assertThat(Long.parseLong(field(deb, "Installed-Size")))
        .isLessThanOrEqualTo(MOST_INSTALLED_KIB);
    assertThat(deb.getFileName())
        .hasToString(
            "smtap_"
                + Packages.version()
                + "_"
                + Program.ok("dpkg", "--print-architecture")
                + ".deb");
    Program.Result lintian =
        Program.run(
            LIMIT,
            List.of(
                "lintian",
                "--profile",
                "debian",
                "--allow-root",
                "--fail-on",
                "error,warning",
                deb.toString()));
    assertThat(lintian.exit()).as(lintian.toString()).isZero();
  }

  @Test
  void sameImageGivesSameFile() throws IOException {
    Path again = Packages.make(directory, Packages.version(), Packages.QUICKLY);
    assertThat(Files.mismatch(Packages.current(), again)).isEqualTo(-1);
  }

  @Test
  void wiresharkFindsItsPartsByItself() {
    assertThat(Program.ok("dpkg-deb", "-c", Packages.current().toString()))
        .containsPattern("(?m)^-rwxr-xr-x .* \\." + Tshark.extcaps() + "/smtap-extcap$")
        .containsPattern("(?m)^-rw-r--r-- .* \\." + Tshark.dissectors() + "/smtap.lua$");
  }

  @Test
  void changelogKnowsTheVersion() {
    assertThat(Program.ok("dpkg-parsechangelog", "-l", CHANGELOG.toString(), "-S", "Version"))
        .isEqualTo(Packages.version());
  }

  @Test
  void everyJarHasItsLicence() throws IOException {
    String copyright = file(Packages.current(), "./usr/share/doc/smtap/copyright");
    try (Stream<Path> files = Files.list(Packages.IMAGE.resolve("lib"))) {
      assertThat(
              files
                  .map(each -> each.getFileName().toString())
                  .filter(each -> each.endsWith(".jar")))
          .isNotEmpty()
          .filteredOn(each -> !each.startsWith("smtap-"))
          .allSatisfy(each ->
              assertThat(copyright)
                  .contains("usr/lib/smtap/lib/" + each.replaceAll("-[0-9].*", "-*.jar")));
    }
    try (Stream<Path> files = Files.list(Packages.IMAGE.resolve("runtime/legal/java.base"))) {
      assertThat(
              files.map(each -> each.getFileName().toString()).filter(each -> each.endsWith(".md")))
          .isNotEmpty()
          .allSatisfy(each ->
              assertThat(copyright)
                  .contains(
                      "\nLicense: openjdk-" + each.replace(".md", "").replace('_', '-') + "\n"));
    }
  }
}
