package dev.smtap.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @Test
  void translatesJavaNames() {
    assertThat(NativeLibrary.symbolName("statFd")).isEqualTo("smtap_stat_fd");
    assertThat(NativeLibrary.symbolName("open")).isEqualTo("smtap_open");
  }

  @Test
  void loadsTheLibrary() throws Exception {
    NativeLibrary.load();
    assertThat(NativeLibrary.path().getFileName().toString()).endsWith(".so");
  }

  @Test
  void namesTheFlagWhenNativeAccessIsRefused() throws Exception {
    assertThat(runMain("--illegal-native-access=deny"))
        .isEqualTo(
            "cannot call native code from Java: the JVM was told to refuse it; start java with"
                + " --enable-native-access=ALL-UNNAMED");
  }

  @Test
  void namesTheFileThatIsMissing(@TempDir Path directory) throws Exception {
    assertThat(runMain("-D" + NativeLibrary.DIRECTORY_PROPERTY + "=" + directory))
        .startsWith("cannot load the native library " + directory + "/libsmtap.so: no readable");
  }

  @Test
  void namesTheFileThatIsNoLibrary(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("libsmtap.so"), "this is no library");
    assertThat(runMain("-D" + NativeLibrary.DIRECTORY_PROPERTY + "=" + directory))
        .contains("cannot load the native library " + directory + "/libsmtap.so: ");
  }

  private static String runMain(String option) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (!option.startsWith("--")) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-XX:TieredStopAtLevel=1", option, "-cp"));
    command.add(System.getProperty("surefire.test.class.path", classPath()));
    command.add(LoadMain.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
