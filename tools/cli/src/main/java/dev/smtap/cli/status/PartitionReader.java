package dev.smtap.cli.status;

import dev.smtap.facility.CommonSection;
import dev.smtap.facility.CommonSectionDescriptor;
import dev.smtap.facility.Facility;
import dev.smtap.posix.SystemException;
import java.util.ArrayList;
import java.util.List;

/** Reads a partition as it is at this moment; asks no node, and needs none to run. */
public final class PartitionReader {
  private final Facility facility;
  private final List<NetworkStatus> networks = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long commonBytes;

  private PartitionReader(Facility facility) {
    this.facility = facility;
  }

  /** Reads a partition that is there. */
  public static PartitionStatus read(Facility facility) throws SystemException {
    return new PartitionReader(facility).read();
  }

  private PartitionStatus read() throws SystemException {
    readCommon();
    try (NodeReader reader = new NodeReader(facility)) {
      List<NodeStatus> nodes = reader.nodes();
      problems.addAll(Problems.of(networks, nodes));
      problems.addAll(reader.problems());
      long bytes = commonBytes + nodes.stream().mapToLong(NodeStatus::reservedBytes).sum();
      return new PartitionStatus(
          facility.partition(),
          facility.directory(),
          bytes,
          networks,
          nodes,
          reader.leftOut(),
          problems);
    } catch (InternalError _) {
      // Code that was compiled is told of a page that was lost a moment too late.
      throw SystemException.because(
          "read partition",
          facility.partition(),
          "a section was truncated while it was read",
          "try it again");
    }
  }

  private void readCommon() throws SystemException {
    try (CommonSection common = CommonSection.open(facility, false)) {
      commonBytes = common.status().allocated();
      for (int i = 0; i < CommonSectionDescriptor.MOST_NETWORKS; i++) {
        String name = common.networkName(i);
        if (!name.isEmpty()) {
          networks.add(
              new NetworkStatus(
                  i,
                  name,
                  common.networkKind(i),
                  common.area(i).lockWord(),
                  CastRingStatus.read(common, i)));
        }
      }
    } catch (SystemException e) {
      problems.add(String.valueOf(e.getMessage()));
    } catch (InternalError e) {
      problems.add("the common section " + facility.common() + " was truncated");
    }
  }
}
