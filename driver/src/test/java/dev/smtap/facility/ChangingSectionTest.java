package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.fuzz.ScratchFacility;
import dev.smtap.fuzz.Sentence;
import dev.smtap.memory.MappedSection;
import dev.smtap.memory.SharedMemory;
import dev.smtap.posix.FileHandle;
import dev.smtap.posix.OpenFlags;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A hostile owner changes its header while others open the section: each word is read once. */
class ChangingSectionTest {
  private static final int NODE = 7;
  private static final int NO_ID = 70_000;
  private static final int ROUNDS = 4_000;

  @Test
  void theNodeIdIsTheOneThatWasAskedFor() throws IOException, InterruptedException {
    try (ScratchFacility scratch = ScratchFacility.make()) {
      Facility facility = scratch.facility();
      OwnSection.AdapterPlan adapter =
          new OwnSection.AdapterPlan(NetworkKind.LOCAL, 0, "net", Geometry.LEAST_SLOTS);
      OwnSection.Plan plan = new OwnSection.Plan(facility, 2, 0, List.of(adapter));
      try (OwnSection own = OwnSection.create(new Claim(NODE, 1000), plan);
          FileHandle file =
              FileHandle.open(facility.unfinished("node-" + NODE), OpenFlags.O_RDWR, 0);
          MappedSection section =
              MappedSection.ofFile(file.fd(), NodeSectionDescriptor.BYTES, true, "hostile")) {
        own.publish();
        AtomicBoolean stopping = new AtomicBoolean();
        Thread liar = liar(section, stopping);
        try {
          int opened = openManyTimes(facility);
          assertThat(opened).as("sections opened between two lies").isPositive();
        } finally {
          stopping.set(true);
          liar.join();
        }
      }
    }
  }

  private static Thread liar(MappedSection section, AtomicBoolean stopping) {
    long nodeId = section.position(NodeSectionDescriptor.NODE_ID_OFFSET);
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!stopping.get()) {
            SharedMemory.putIntRelease(nodeId, NODE);
            SharedMemory.putIntRelease(nodeId, NO_ID);
          }
        });
  }

  private static int openManyTimes(Facility facility) throws SystemException {
    int opened = 0;
    for (int i = 0; i < ROUNDS; i++) {
      try (NodeView view = NodeView.open(facility, NODE)) {
        assertThat(view.nodeId()).isEqualTo(NODE);
        opened++;
      } catch (SystemException e) {
        Sentence.check(e);
      }
    }
    return opened;
  }
}
