package dev.smtap.cli.firewall;

import dev.smtap.cli.SystemProgram;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the packet filter of a network namespace, with the programs that are there for it. */
public final class FirewallReader {
  private static final Path TRACKING = Path.of("/proc/sys/net/netfilter/nf_conntrack_max");
  private static final List<String> IPTABLES =
      List.of("iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy");

  private FirewallReader() {}

  /** Whether a program is there that {@link #read} can ask. */
  public static boolean hasProgram() {
    return SystemProgram.find("nft").isPresent()
        || IPTABLES.stream().anyMatch(each -> SystemProgram.find(each + "-save").isPresent());
  }

  /**
   * Reads it.
   *
   * @return empty if this kernel has no connection tracking at all
   * @throws SystemException if none of the programs is there, or one of them fails
   */
  public static Optional<Firewall> read(Namespace namespace) throws SystemException {
    if (!Files.exists(TRACKING)) {
      return Optional.empty();
    }
    return namespace.run(() -> {
      List<Chain> chains = new ArrayList<>();
      boolean hasNft = SystemProgram.find("nft").isPresent();
      if (hasNft) {
        chains.addAll(NftRuleset.parse(SystemProgram.output("nft", "-j", "list", "ruleset")));
      }
      boolean hasIptables = false;
      for (String program : IPTABLES) {
        String save = program + "-save";
        if (SystemProgram.find(save).isPresent()) {
          hasIptables = true;
          chains.addAll(IptablesSave.parse(program, SystemProgram.output(save)));
        }
      }
      if (!hasNft && !hasIptables) {
        throw SystemException.because(
            "read the rules of", "the firewall", "nft is not installed", "install nftables");
      }
      return Optional.of(new Firewall(chains));
    });
  }
}
