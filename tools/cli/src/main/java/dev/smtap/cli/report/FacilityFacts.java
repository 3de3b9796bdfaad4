package dev.smtap.cli.report;

import dev.smtap.cli.SystemProgram;
import dev.smtap.facility.CommonSectionDescriptor;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeFiles;
import dev.smtap.facility.NodeSectionDescriptor;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** The files of a partition, without the frames that lie in them. */
final class FacilityFacts {
  private static final int ROW = 32;

  private FacilityFacts() {}

  static void addTo(Bundle bundle, Facility facility) throws SystemException {
    String directory = facility.directory().toString();
    bundle.add(
        "facility/files.txt",
        "names, owners and sizes of the files in " + directory,
        () -> SystemProgram.run("ls", "-lnas", "--time-style=full-iso", directory));
    bundle.add(
        "facility/common.hex",
        "header of the common section: the networks",
        () -> header(facility.common(), CommonSectionDescriptor.BYTES));
    for (int id : nodeIds(bundle, facility)) {
      bundle.add(
          "facility/node-" + id + ".hex",
          "header of node " + id + "'s section: its adapters",
          () -> header(facility.node(id), NodeSectionDescriptor.BYTES));
    }
  }

  private static List<Integer> nodeIds(Bundle bundle, Facility facility) {
    try {
      return Files.isDirectory(facility.directory(), LinkOption.NOFOLLOW_LINKS)
          ? NodeFiles.of(facility).ids()
          : List.of();
    } catch (SystemException e) {
      bundle.lack("facility/node-*.hex", "headers of the nodes' sections", e);
      return List.of();
    }
  }

  /** The first bytes in rows: offset, bytes in hexadecimal; rows of zeros are left out. */
  private static String header(Path file, int bytes) throws IOException {
    byte[] head = head(file, bytes);
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < head.length; at += ROW) {
      String row = HexFormat.of().formatHex(head, at, Math.min(at + ROW, head.length));
      if (!row.matches("0*")) {
        text.append("%6d  ".formatted(at)).append(row.replaceAll("(.{16})", "$1 ")).append('\n');
      }
    }
    return text.append("%6d  end of what was read%n".formatted(head.length)).toString();
  }

  /** Members of the partition may put a link or a FIFO there: it is opened once it is known. */
  private static byte[] head(Path file, int bytes) throws IOException {
    int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    try (FileHandle found = FileHandle.open(file, flags, 0)) {
      if (!found.status().isRegular()) {
        throw new IOException(file + " is not a file");
      }
      try (InputStream in = Files.newInputStream(Path.of("/proc/self/fd/" + found.fd()))) {
        return in.readNBytes(bytes);
      }
    }
  }
}
