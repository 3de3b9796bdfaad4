package dev.smtap.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.smtap.cli.doctor.KernelCheck.Feature;
import dev.smtap.posix.Errno;
import dev.smtap.posix.FileSystemStatus;
import dev.smtap.posix.SystemException;
import dev.smtap.tap.OffloadReport;
import dev.smtap.tap.Offloads;
import dev.smtap.tap.TunProbe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each check of the machine makes of facts. */
class ChecksTest {
  private static final long MIB = 1L << 20;
  private static final Path SHM = Path.of("/dev/shm");

  @ParameterizedTest
  @ValueSource(strings = {"6.1.0", "6.18.44-fc-v657", "7.0", "10.2.1-rc1"})
  void aKernelOfToday(String release) {
    assertThat(KernelCheck.judge(new KernelCheck.Facts(release, Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.0.19", "5.15.0-130-generic", "4.18"})
  void aKernelThatIsTooOld(String release) {
    assertThat(KernelCheck.judge(new KernelCheck.Facts(release, Map.of())))
        .singleElement()
        .matches(each -> each.wrong().contains("Linux " + release));
  }

  @Test
  void eachFeatureThatFailsIsOneFinding() {
    Map<Feature, String> troubles =
        Map.of(Feature.SOCKET_LISTS, "cannot do it", Feature.RULES, "cannot either");
    assertThat(KernelCheck.judge(new KernelCheck.Facts("6.18", troubles)))
        .hasSize(2)
        .anyMatch(each -> each.commands().contains("modprobe -a inet_diag tcp_diag udp_diag"))
        .anyMatch(each -> each.wrong().endsWith(": cannot either"));
  }

  @Test
  void thisKernelHasWhatItNeeds() throws SystemException {
    assertThat(KernelCheck.judge(KernelCheck.look())).isEmpty();
  }

  @Test
  void aDirectoryWithoutRoomSaysNothingOfTheKernel() {
    assertThatCode(() -> KernelCheck.lockFile(Path.of("/no/such"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "2, modprobe tun",
    "19, modprobe tun",
    "6, modprobe tun",
    "13, chmod 666 /dev/net/tun",
    "5, ls -l /dev/net/tun"
  })
  void whyNoTapCanBeOpened(int errno, String command) {
    assertThat(TunCheck.judge(new TunProbe(errno, false)))
        .singleElement()
        .matches(each -> each.commands().contains(command))
        .matches(each -> each.wrong().contains(Errno.describe(errno)));
  }

  @Test
  void aContainerMayNotHaveTheDevice() {
    assertThat(TunCheck.judge(new TunProbe(Errno.EPERM, false)))
        .singleElement()
        .matches(each -> each.advice().contains("c 10:200") && each.commands().isEmpty());
  }

  @Test
  void tapsNeedTheHeader() {
    assertThat(TunCheck.judge(new TunProbe(0, true))).isEmpty();
    assertThat(TunCheck.judge(new TunProbe(0, false))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "CapEff:\t000001ffffffffff, true, true, ''",
    "CapEff:\t0000000000001000, false, false, ''",
    "CapEff:\t0000000000001000, true, false, CAP_SYS_ADMIN",
    "CapEff:\t0000000000001000, false, true, CAP_NET_RAW",
    "CapEff:\t0000000000003000, false, true, ''",
    "CapEff:\t0000000000202000, true, true, CAP_NET_ADMIN",
    "CapEff:\tffffffffffffffff, true, true, ''"
  })
  void capabilities(String line, boolean entersOthers, boolean hasGlobal, String missing)
      throws SystemException {
    CapabilityCheck.Need need = new CapabilityCheck.Need(entersOthers, hasGlobal);
    long effective = CapabilityCheck.parse("Name:\tjava\n" + line + "\nCapBnd:\t0\n");
    assertThat(
            CapabilityCheck.judge(effective, need).stream()
                .map(each -> each.wrong().replace("this user does not have ", ""))
                .toList())
        .isEqualTo(missing.isEmpty() ? List.of() : List.of(missing));
  }

  @Test
  void aStatusWithoutCapabilitiesIsRefused() {
    assertThatThrownBy(() -> CapabilityCheck.parse("Name:\tjava\n"))
        .isInstanceOf(SystemException.class)
        .hasMessageStartingWith("cannot find CapEff:");
  }

  @Test
  void offloadsThatFailedTheirTest() {
    assertThat(OffloadCheck.judge(new OffloadReport(Offloads.ALL, List.of(), List.of()))).isEmpty();
    Offloads usable = Offloads.ALL.without(new Offloads(Offloads.TSO6));
    OffloadReport found =
        new OffloadReport(
            usable, List.of("uso4 is off: it is new"), List.of("tso6 is off: it lies"));
    assertThat(OffloadCheck.hints(found))
        .containsExactly("uso4 is off: it is new: that costs speed, and nothing is lost");
    assertThat(OffloadCheck.judge(found))
        .singleElement()
        .matches(each -> each.wrong().equals("tso6 is off: it lies"))
        .matches(each -> each.advice().contains("\"csum,tso4,tso-ecn,uso4,uso6\""));
  }

  private static MemoryCheck.Facts memory(long type, long freeMib, long totalMib, long mostMib) {
    FileSystemStatus status =
        new FileSystemStatus(type, 4096, freeMib * MIB / 4096, totalMib * MIB / 4096);
    return new MemoryCheck.Facts(SHM, status, mostMib * MIB, 10 * MIB);
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 50, 60})
  void enoughSharedMemory(long mostMib) {
    assertThat(MemoryCheck.judge(memory(FileSystemStatus.TMPFS, 50, 64, mostMib))).isEmpty();
  }

  @Test
  void tooLittleSharedMemory() {
    assertThat(MemoryCheck.judge(memory(FileSystemStatus.TMPFS, 50, 64, 61)))
        .singleElement()
        .matches(each -> each.commands().equals(List.of("mount -o remount,size=65M /dev/shm")))
        .matches(each ->
            each.wrong()
                .equals(
                    "/dev/shm has 50.0 MB free, and the nodes may come to need 51.0 MB more than"
                        + " they have"));
  }

  @Test
  void aTmpfsWithoutLimitHasEnough() {
    assertThat(MemoryCheck.judge(memory(FileSystemStatus.TMPFS, 0, 0, 500))).isEmpty();
  }

  @Test
  void aDiskIsNotMadeLargerByMount() {
    assertThat(MemoryCheck.judge(memory(0xef53, 5, 64, 500)))
        .singleElement()
        .matches(each -> each.commands().isEmpty());
  }

  @Test
  void theNameOfTheGroup() {
    assertThat(GroupName.hint("0\tdefault\n71\tglobal\n")).isEmpty();
    assertThat(GroupName.hint("0\tdefault\n#71\tglobal\n171 global\n"))
        .hasValueSatisfying(each -> assertThat(each).contains("the line '71 global'"));
  }

  @Test
  void filesOfNodesThatNeverStarted() {
    List<Path> files = List.of(Path.of("/dev/shm/smtap/p/.node-1.new"));
    assertThat(FileCheck.judge(List.of(), false, "clean")).isEmpty();
    assertThat(FileCheck.judge(files, false, "clean").getFirst().commands())
        .containsExactly("clean");
    assertThat(FileCheck.judge(files, true, "clean").getFirst().commands())
        .containsExactly("rm /dev/shm/smtap/p/.node-1.new");
  }

  @Test
  void whatAFileIsCalledDoesNothing() {
    List<Path> files = List.of(Path.of("/p/.$(reboot).new"), Path.of("/p/.\u001b[2J.new"));
    Finding found = FileCheck.judge(files, true, "clean").getFirst();
    assertThat(found.commands())
        .containsExactly("rm '/p/.$(reboot).new'", "rm $'/p/.\\033[2J.new'");
    assertThat(found.wrong()).endsWith("left /p/.$(reboot).new, /p/.?[2J.new");
  }
}
