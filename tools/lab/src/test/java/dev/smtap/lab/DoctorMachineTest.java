package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Faults of the machine rather than of a node, each in a mount namespace or a process of its own:
 * the doctor finds each, and what it prints mends it.
 */
@Tag("e2e")
class DoctorMachineTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @RegisterExtension static final Lab LAB = new Lab();
  private static Path config = Path.of("");

  /** Nodes that need memory, and every right that a node can need. */
  @BeforeAll
  static void configure() throws IOException {
    // The doctor looks into this one only, so that nothing else on the machine counts.
    String netns = LAB.namespace("quiet").name();
    config =
        Files.writeString(
            LAB.facility().resolve("smtap.toml"),
            """
            [[node]]
            id = 1
            netns = "%s"

            [[node.local]]
            interface = "sml0"

            [[node.global]]
            interface = "smg0"
            """
                .formatted(netns));
  }

  private static List<String> doctor(String more) {
    return LAB.smtap("doctor", "--json --netns " + LAB.partition() + "-quiet" + more);
  }

  private static List<String> doctorOf(Path facility) {
    String words = Lab.SMTAP + " doctor --json --config " + config + " --facility " + facility;
    return List.of((words + " --netns " + LAB.partition() + "-quiet").split(" ", -1));
  }

  private static List<String> after(List<String> first, List<String> words) {
    List<String> all = new ArrayList<>(first);
    all.addAll(words);
    return all;
  }

  @Test
  void nothingIsWrongWithThisMachine() {
    Checkup found = Checkup.of(doctor(" --config " + config));
    assertThat(found.findings()).isEmpty();
    assertThat(found.report().path("unchecked")).isEmpty();
  }

  @Test
  void aFileSystemThatIsTooSmall() throws IOException {
    Path small = Files.createDirectory(LAB.facility().resolve("small"));
    MountSpace space = new MountSpace(LAB, "mount -t tmpfs -o size=1m tmpfs " + small);
    List<String> doctor = space.inside(doctorOf(small));
    Checkup found = Checkup.of(doctor);
    assertThat(found.exit()).isEqualTo(1);
    Checkup.Finding memory = found.findings().getFirst();
    assertThat(found.findings()).hasSize(1);
    assertThat(memory.check()).isEqualTo("memory");
    assertThat(memory.where()).isEqualTo(small.toString());
    assertThat(memory.wrong()).startsWith(small + " has 1.0 MB free, and the nodes may come to");
    assertThat(memory.commands())
        .singleElement()
        .asString()
        .matches("mount -o remount,size=\\d+M " + small);
    memory.mend(space);
    assertThat(Checkup.of(doctor).findings()).isEmpty();
  }

  @Test
  void aMachineWithoutTheControlFileOfTaps() {
    MountSpace space = new MountSpace(LAB, "mount -t tmpfs tmpfs /dev/net");
    List<String> doctor = space.inside(doctor(""));
    Checkup found = Checkup.of(doctor);
    assertThat(found.exit()).isEqualTo(1);
    assertThat(found.findings())
        .singleElement()
        .matches(each -> each.check().equals("tun"))
        .matches(each -> each.wrong().startsWith("cannot open /dev/net/tun: "))
        .matches(each -> each.wrong().contains("ENOENT"));
    List<String> commands = found.findings().getFirst().commands();
    assertThat(commands).hasSize(2).startsWith("modprobe tun");
    // The first is for kernels that have it as a module, and need not work on this one.
    var _ = Program.run(LIMIT, space.inside(List.of("sh", "-c", commands.getLast()))).ok();
    assertThat(Checkup.of(doctor).findings()).isEmpty();
  }

  @Test
  void aUserWithoutRights() {
    List<String> without = List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all");
    Checkup found = Checkup.of(after(without, doctor(" --config " + config)));
    assertThat(found.exit()).isEqualTo(1);
    assertThat(found.findings())
        .extracting(Checkup.Finding::check, Checkup.Finding::wrong)
        .containsExactly(
            lacking("CAP_NET_ADMIN"), lacking("CAP_NET_RAW"), lacking("CAP_SYS_ADMIN"));
    // What it may not look at it does not call well.
    assertThat(found.report().path("unchecked").valueStream())
        .extracting(each -> each.path("check").asString())
        .containsExactly("interception");
  }

  private static Tuple lacking(String capability) {
    return Tuple.tuple("capabilities", "this user does not have " + capability);
  }

  @Test
  void aKernelThatIsTooOld() throws IOException {
    Path release = Files.writeString(LAB.facility().resolve("osrelease"), "5.15.0-130-generic\n");
    MountSpace space =
        new MountSpace(LAB, "mount --bind " + release + " /proc/sys/kernel/osrelease");
    Checkup found = Checkup.of(space.inside(doctor("")));
    assertThat(found.exit()).isEqualTo(1);
    assertThat(found.findings())
        .singleElement()
        .matches(each -> each.check().equals("kernel"))
        .matches(each ->
            each.wrong().equals("this is Linux 5.15.0-130-generic, and smtap needs 6.1 or newer"));
  }

  @Test
  void aKernelWithoutSomeOffloads() {
    Checkup found = Checkup.of(after(OldKernelTest.AS_LINUX_6_1, doctor("")));
    assertThat(found.exit()).isZero();
    assertThat(found.findings()).isEmpty();
    assertThat(found.hints()).contains("uso4,uso6 is off: this kernel refuses it, ");
  }

  @Test
  void aNodeThatWasKilledWhileItStarted() throws IOException {
    Path partition = Files.createDirectory(LAB.section(""));
    Files.createFile(partition.resolve("lock"));
    Path unfinished = Files.createFile(partition.resolve(".node-7.new"));
    Checkup found = Checkup.of(doctor(""));
    assertThat(found.findings())
        .singleElement()
        .matches(each -> each.check().equals("files"))
        .matches(each -> each.wrong().endsWith(", and left " + unfinished));
    found.findings().getFirst().mend();
    assertThat(Checkup.of(doctor("")).findings()).isEmpty();
    assertThat(unfinished).doesNotExist();
  }
}
