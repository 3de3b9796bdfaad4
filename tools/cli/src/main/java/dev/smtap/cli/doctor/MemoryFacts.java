package dev.smtap.cli.doctor;

import dev.smtap.facility.CommonSection;
import dev.smtap.facility.CommonSectionDescriptor;
import dev.smtap.facility.Facility;
import dev.smtap.facility.NodeFiles;
import dev.smtap.facility.NodeView;
import dev.smtap.node.AdapterConfig;
import dev.smtap.node.NodeConfig;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Adds up what a partition needs and has. */
final class MemoryFacts {
  private final Facility facility;
  private final List<NodeView> living = new ArrayList<>();
  private final Set<Integer> ids = new HashSet<>();
  private long most;
  private long has;

  private MemoryFacts(Facility facility) {
    this.facility = facility;
  }

  /**
   * Adds up living nodes, and configured ones that do not live. Without an ID a configured node may
   * be any, so it counts only where none lives.
   */
  static MemoryCheck.Facts look(Facility facility, List<NodeConfig> configured)
      throws SystemException {
    MemoryFacts facts = new MemoryFacts(facility);
    try {
      facts.open();
      facts.add(configured);
    } finally {
      for (NodeView each : facts.living) {
        each.close();
      }
    }
    Path directory = existing(facility.directory().toAbsolutePath());
    try (FileHandle file =
        FileHandle.open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0)) {
      return new MemoryCheck.Facts(mount(directory), file.fileSystem(), facts.most, facts.has);
    }
  }

  private void open() throws SystemException {
    if (!Files.isDirectory(facility.directory())) {
      return;
    }
    for (int id : NodeFiles.of(facility).ids()) {
      try {
        NodeView view = NodeView.open(facility, id);
        living.add(view);
        if (view.isAlive()) {
          ids.add(id);
        }
      } catch (SystemException _) {
        // What is damaged is the business of another check.
      }
    }
  }

  private void add(List<NodeConfig> configured) throws SystemException {
    List<NodeConfig> toCome =
        configured.stream()
            .filter(each -> each.nodeId() == 0 ? ids.isEmpty() : !ids.contains(each.nodeId()))
            .toList();
    int peers = ids.size() + toCome.size() - 1;
    for (NodeView each : living) {
      if (ids.contains(each.nodeId())) {
        most += each.mostBytes(peers);
        has += Math.min(each.status().allocated(), each.mostBytes(peers));
      }
    }
    for (NodeConfig each : toCome) {
      most += each.sectionPlan((_, _) -> 0).mostBytes(peers);
    }
    addCommon(toCome);
  }

  private void addCommon(List<NodeConfig> toCome) throws SystemException {
    if (!ids.isEmpty()) {
      try (CommonSection common = CommonSection.open(facility, false)) {
        long allocated = common.status().allocated();
        has += allocated;
        most += Math.max(allocated, common.broadcastBytes(networks(common)));
      }
    } else if (!toCome.isEmpty()) {
      Set<String> networks = new HashSet<>();
      toCome.forEach(
          each -> each.adapters().stream().map(AdapterConfig::network).forEach(networks::add));
      most += toCome.getFirst().commonPlan().broadcastBytes(networks.size());
    }
  }

  private static int networks(CommonSection common) {
    int networks = 0;
    for (int i = 0; i < CommonSectionDescriptor.MOST_NETWORKS; i++) {
      networks += common.networkName(i).isEmpty() ? 0 : 1;
    }
    return networks;
  }

  private static Path existing(Path directory) {
    Path found = directory;
    while (!Files.isDirectory(found) && found.getParent() != null) {
      found = found.getParent();
    }
    return found;
  }

  /** The highest directory of the same file system. */
  private static Path mount(Path directory) throws SystemException {
    try {
      Path found = directory.toRealPath();
      while (found.getParent() != null
          && Files.getFileStore(found.getParent()).equals(Files.getFileStore(found))) {
        found = found.getParent();
      }
      return found;
    } catch (IOException e) {
      throw ProcFile.failure("examine", directory.toString(), e);
    }
  }
}
