package dev.smtap.cli.firewall;

import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the packet filter of a network namespace, with the programs that are there for it. */
public final class FirewallReader {
  private static final Path TRACKING = Path.of("/proc/sys/net/netfilter/nf_conntrack_max");
  private static final List<String> DIRECTORIES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
  private static final List<String> IPTABLES =
      List.of("iptables-nft", "ip6tables-nft", "iptables-legacy", "ip6tables-legacy");

  private FirewallReader() {}

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
      Optional<Path> nft = find("nft");
      if (nft.isPresent()) {
        chains.addAll(NftRuleset.parse(run(nft.get().toString(), "-j", "list", "ruleset")));
      }
      boolean hasIptables = false;
      for (String program : IPTABLES) {
        Optional<Path> save = find(program + "-save");
        if (save.isPresent()) {
          hasIptables = true;
          chains.addAll(IptablesSave.parse(program, run(save.get().toString())));
        }
      }
      if (nft.isEmpty() && !hasIptables) {
        throw SystemException.because(
            "read the rules of", "the firewall", "nft is not installed", "install nftables");
      }
      return Optional.of(new Firewall(chains));
    });
  }

  private static Optional<Path> find(String program) {
    return DIRECTORIES.stream()
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The child is in the namespace of the thread that starts it. */
  private static String run(String... command) throws SystemException {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw failure(command, "it ended with exit code " + exit);
      }
      return text;
    } catch (SystemException e) {
      throw e;
    } catch (IOException e) {
      throw failure(command, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(command, "it was interrupted");
    }
  }

  private static SystemException failure(String[] command, String why) {
    String words = String.join(" ", Stream.of(command).toList());
    return SystemException.because("run", "'" + words + "'", why, "run it by hand as root");
  }
}
