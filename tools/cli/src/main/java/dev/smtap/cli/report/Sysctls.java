package dev.smtap.cli.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Settings of the kernel that smtap changes or depends on, of the calling thread's namespace. */
final class Sysctls {
  private static final Path SETTINGS = Path.of("/proc/sys");
  private static final Path ROOT = SETTINGS.resolve("net");

  private static final List<String> PLAIN =
      List.of(
          "ipv4/ip_forward",
          "ipv4/ip_early_demux",
          "ipv4/tcp_early_demux",
          "ipv4/udp_early_demux",
          "ipv4/ip_local_port_range",
          "ipv4/ip_nonlocal_bind",
          "ipv4/tcp_l3mdev_accept",
          "ipv4/icmp_ratelimit",
          "ipv6/bindv6only",
          "ipv6/ip_nonlocal_bind",
          "netfilter/nf_conntrack_max",
          "netfilter/nf_conntrack_count");

  private static final List<String> IPV4 =
      List.of(
          "rp_filter",
          "accept_local",
          "arp_announce",
          "arp_ignore",
          "arp_filter",
          "forwarding",
          "proxy_arp",
          "src_valid_mark");

  private static final List<String> IPV6 =
      List.of(
          "forwarding", "force_forwarding", "disable_ipv6", "accept_ra", "accept_dad", "proxy_ndp");

  private Sysctls() {}

  /** One {@code name = value} a line; those that this kernel does not have are left out. */
  static String text() {
    StringBuilder text = new StringBuilder();
    PLAIN.forEach(each -> append(text, ROOT.resolve(each)));
    perInterface(text, ROOT.resolve("ipv4/conf"), IPV4);
    perInterface(text, ROOT.resolve("ipv6/conf"), IPV6);
    return text.toString();
  }

  private static void perInterface(StringBuilder text, Path directory, List<String> names) {
    List<Path> interfaces = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
      found.forEach(interfaces::add);
    } catch (IOException e) {
      text.append(directory + " cannot be read: " + e.getMessage() + "\n");
    }
    Collections.sort(interfaces);
    for (Path each : interfaces) {
      names.forEach(name -> append(text, each.resolve(name)));
    }
  }

  private static void append(StringBuilder text, Path file) {
    if (Files.exists(file)) {
      text.append(SETTINGS.relativize(file)).append(" = ");
      try {
        text.append(Files.readString(file).strip()).append('\n');
      } catch (IOException e) {
        text.append("(" + e.getMessage() + ")\n");
      }
    }
  }
}
