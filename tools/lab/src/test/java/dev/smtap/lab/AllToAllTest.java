package dev.smtap.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four nodes, everybody to everybody at once. */
@Tag("e2e")
class AllToAllTest {
  private static final long TCP_BYTES = Full.times(20, 500) * 1_000_000L;

  @RegisterExtension final Lab lab = Lab.rehearsing();

  @ParameterizedTest
  @ValueSource(ints = {1500, 65521})
  void eachPairsBytesAreRightAndAccountingCloses(int mtu)
      throws InterruptedException, ExecutionException {
    List<Host> hosts = lab.hosts(4, "--mtu " + mtu);
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      List<Future<?>> transfers = new ArrayList<>();
      for (Host from : hosts) {
        for (Host to : hosts) {
          if (from.id() != to.id()) {
            String address = to.id() % 2 == 0 ? to.ip4() : to.ip6();
            transfers.add(
                threads.submit(() -> Transfer.tcp(from.netns(), to.netns(), address, TCP_BYTES)));
          }
        }
      }
      for (Future<?> each : transfers) {
        each.get();
      }
    }
    lab.awaitBalance();
  }
}
