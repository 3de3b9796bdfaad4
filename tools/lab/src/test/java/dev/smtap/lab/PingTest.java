package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every size of packet crosses, both ways, byte by byte. */
@Tag("e2e")
class PingTest {
  private static final int EACH_UP_TO = 2300;

  @RegisterExtension final Lab lab = new Lab();

  @ParameterizedTest
  @ValueSource(ints = {1490, 1500, 9000, 65521})
  void everySizeUpToTheMtuIsAnswered(int mtu) {
    List<Host> hosts = lab.hosts(2, "--mtu " + mtu);
    Host one = hosts.get(0);
    Host two = hosts.get(1);
    for (String to : List.of(two.ip4(), two.ip6())) {
      everySize(one, to, mtu);
    }
    for (String to : List.of(one.ip4(), one.ip6())) {
      everySize(two, to, mtu);
      realPing(two, to, mtu);
    }
    lab.awaitBalance();
  }

  private static void everySize(Host from, String to, int mtu) {
    try (Echo echo = new Echo(from.netns(), to)) {
      echo.all(sizes(Echo.most(mtu, to)));
    }
  }

  /** All sizes; of those beyond small slots, unless everything is tested, some. */
  private static List<Integer> sizes(int most) {
    int step = Full.times(mostPrime(most), 1);
    List<Integer> sizes = new ArrayList<>();
    for (int size = 0; size <= most; size++) {
      if (size < EACH_UP_TO || size > most - 64 || size % step == 0) {
        sizes.add(size);
      }
    }
    return sizes;
  }

  private static int mostPrime(int most) {
    return most > 10_000 ? 97 : 7;
  }

  private static void realPing(Host from, String to, int mtu) {
    int most = Echo.most(mtu, to);
    from.pings(to, 5, "-M do -s " + most);
    Program.Result larger =
        from.netns()
            .run(Duration.ofSeconds(5), "ping -n -c 1 -W 0.3 -M do -s " + (most + 1) + " " + to);
    assertThat(larger.exit()).isNotZero();
    // In fragments it passes.
    from.pings(to, 5, "-M dont -s " + Math.min(65_507 - 48, most + 1));
  }
}
