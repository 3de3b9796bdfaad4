package dev.smtap.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.fuzz.ScratchFacility;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it tells of directories beside that of the partition. */
class FacilityWatchTest {
  @TempDir private Path names = Path.of("");
  private ScratchFacility scratch;
  private FacilityWatch watch;

  @BeforeEach
  void open() throws Exception {
    scratch = ScratchFacility.make();
    watch = new FacilityWatch(scratch.facility());
  }

  @AfterEach
  void close() throws Exception {
    watch.close();
    scratch.close();
  }

  /** A namespace may be called like the section of a node. */
  @Test
  void aNameThatGoesIsNoNode() throws Exception {
    Path name = Files.createFile(names.resolve("node-7"));
    assertThat(watch.watchNames(List.of(names))).isTrue();
    assertThat(watch.read()).isEmpty();
    assertThat(watch.takeNamesGone()).isFalse();
    Files.delete(name);
    assertThat(watch.read()).isEmpty();
    assertThat(watch.takeNamesGone()).isTrue();
    assertThat(watch.takeNamesGone()).isFalse();
  }

  /** Somebody may keep both in one place; then there is one watch for both. */
  @Test
  void whatIsWatchedAnywayIsStillWatched() throws Exception {
    Path partition = scratch.facility().directory();
    assertThat(watch.watchNames(List.of(partition))).isTrue();
    Files.createFile(partition.resolve("node-7.new"));
    Files.move(partition.resolve("node-7.new"), partition.resolve("node-7"));
    assertThat(watch.read()).containsEntry(7, FacilityWatch.Event.APPEARED);
  }

  @Test
  void saysWhetherItHearsOfAll() {
    assertThat(watch.watchNames(List.of())).isFalse();
    assertThat(watch.watchNames(List.of(names, names.resolve("none")))).isFalse();
  }
}
