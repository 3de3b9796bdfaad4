package dev.smtap.tap;

import dev.smtap.posix.Errno;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries out whether this kernel handles each offload right: known frames are written to a TAP in a
 * network namespace of the test's own, which forwards them out again, once whole and once cut and
 * summed by the kernel. Some kernels refuse or corrupt some of them. Takes some 30 ms, once per
 * process; nothing of the user's is touched. Any thread.
 */
public final class OffloadSelfTest {
  private static final Logger log = LoggerFactory.getLogger(OffloadSelfTest.class);
  private static final int PAYLOAD = 3500;
  private static final int SEGMENT = 1000;
  private static final int ATTEMPTS = 2;

  private static final Map<Offloads, OffloadReport> REPORTS = new ConcurrentHashMap<>();

  private final ScratchTap tap;
  private final List<String> failed = new ArrayList<>();
  private Offloads usable;

  private OffloadSelfTest(ScratchTap tap, Offloads wanted) {
    this.tap = tap;
    this.usable = wanted;
  }

  /** One frame, and the offload that is to be off if it comes out wrong. */
  private record Trial(int offload, TestFrame frame) {}

  /**
   * Tests offloads.
   *
   * @param wanted those to test
   * @return those that work, and why the others do not; all if the test cannot be made for lack of
   *     privilege, which is logged
   */
  public static OffloadReport run(Offloads wanted) {
    return REPORTS.computeIfAbsent(wanted.consistent(), OffloadSelfTest::runInThread);
  }

  private static OffloadReport runInThread(Offloads wanted) {
    CompletableFuture<OffloadReport> report = new CompletableFuture<>();
    // The report is ready before the TAP is closed, which takes longer than the test.
    Thread.ofPlatform()
        .name("smtap-offload-test")
        .daemon()
        .start(() -> {
          try (ScratchTap tap = ScratchTap.open()) {
            report.complete(new OffloadSelfTest(tap, wanted).test());
          } catch (SystemException e) {
            if (!concernsAdaptersToo(e.errno())) {
              log.info("offloads are used untested, because the test {}", e.getMessage());
            }
            report.complete(new OffloadReport(wanted, List.of(), List.of()));
          } catch (RuntimeException | Error e) {
            report.completeExceptionally(e);
            throw e;
          }
        });
    return report.join();
  }

  /** Without the control file no adapter opens either, and that error says it all. */
  private static boolean concernsAdaptersToo(int errno) {
    return errno == Errno.ENOENT
        || errno == Errno.ENODEV
        || errno == Errno.ENXIO
        || errno == Errno.EACCES;
  }

  private OffloadReport test() throws SystemException {
    // Linux 6.1 does not know USO, and refuses whatever is to be set together with it.
    OffloadReport known = tap.probeOffloads(usable);
    usable = known.usable();
    boolean ipv4 = forwards(false);
    boolean ipv6 = forwards(true);
    for (Trial trial : trials()) {
      TestFrame frame = trial.frame();
      boolean wanted = usable.has(trial.offload() | Offloads.CSUM);
      if (wanted && (frame.ipv6() ? ipv6 : ipv4)) {
        judge(trial);
      }
    }
    return new OffloadReport(usable.consistent(), known.unknown(), failed);
  }

  /** Whether a plain frame comes out, without which nothing can be said of others. */
  private boolean forwards(boolean ipv6) throws SystemException {
    tap.setOffloads(Offloads.NONE);
    TestFrame plain = new TestFrame(ipv6, false, false, SEGMENT, 0, false);
    TestFrameCheck check = new TestFrameCheck(plain);
    String wrong = check.checkSegments(tap.exchange(plain, check, 1));
    if (!wrong.isEmpty()) {
      log.info("offloads over {} are used untested: {}", ipv6 ? "IPv6" : "IPv4", wrong);
    }
    return wrong.isEmpty();
  }

  private List<Trial> trials() {
    boolean ecnOverIpv6 = !usable.has(Offloads.TSO4);
    return List.of(
        new Trial(Offloads.CSUM, new TestFrame(false, true, false, SEGMENT, 0, true)),
        new Trial(Offloads.CSUM, new TestFrame(true, false, false, SEGMENT, 0, true)),
        new Trial(Offloads.TSO4, new TestFrame(false, true, false, PAYLOAD, SEGMENT, true)),
        new Trial(Offloads.TSO6, new TestFrame(true, true, false, PAYLOAD, SEGMENT, true)),
        new Trial(Offloads.TSO_ECN, new TestFrame(ecnOverIpv6, true, true, PAYLOAD, SEGMENT, true)),
        new Trial(Offloads.USO4, new TestFrame(false, false, false, PAYLOAD, SEGMENT, true)),
        new Trial(Offloads.USO6, new TestFrame(true, false, false, PAYLOAD, SEGMENT, true)));
  }

  private void judge(Trial trial) {
    String wrong = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      wrong = tryOut(trial.frame());
      if (wrong.isEmpty()) {
        return;
      }
    }
    Offloads refused = new Offloads(trial.offload());
    usable = usable.without(refused);
    failed.add(refused + " is off: this kernel failed the test of it, " + wrong);
  }

  private String tryOut(TestFrame frame) {
    TestFrameCheck check = new TestFrameCheck(frame);
    try {
      tap.setOffloads(Offloads.NONE);
      String cut = check.checkSegments(tap.exchange(frame, check, frame.segments()));
      if (!cut.isEmpty()) {
        return "when it had to cut or sum: " + cut;
      }
      tap.setOffloads(usable);
      String whole = check.checkWhole(tap.exchange(frame, check, 1));
      return whole.isEmpty() ? "" : "when it had to pass on whole: " + whole;
    } catch (SystemException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
