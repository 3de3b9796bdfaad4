package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Which files of a partition are worth opening. */
class NodeFilesTest {
  @Test
  void allAreUnlessThereAreVeryMany() throws Exception {
    try (TestFacility test = TestFacility.create();
        OwnSection _ = test.published(60_000)) {
      Facility facility = test.facility();
      for (int id = 1; id < NodeFiles.MOST; id++) {
        Files.createFile(facility.node(id));
      }
      assertThat(NodeFiles.of(facility).ids()).hasSize(NodeFiles.MOST).contains(1, 60_000);
      assertThat(NodeFiles.of(facility).remark(facility)).isEmpty();
      Files.createSymbolicLink(facility.node(NodeFiles.MOST), facility.node(60_000));
      NodeFiles some = NodeFiles.of(facility);
      assertThat(some).isEqualTo(new NodeFiles(java.util.List.of(60_000), NodeFiles.MOST));
      assertThat(some.remark(facility))
          .startsWith("1024 more files in " + facility.directory() + " are called like sections");
    }
  }
}
