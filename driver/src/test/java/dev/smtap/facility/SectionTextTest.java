package dev.smtap.facility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.memory.SharedMemory;
import dev.smtap.node.Allowed;
import dev.smtap.posix.VisibleText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTextTest {
  private static final int BYTES = AdapterEntryDescriptor.INTERFACE_NAME_BYTES;

  /** Letters of one to four bytes, blanks of all kinds, and what turns or hides others. */
  private static final String LETTERS =
      "aZ09._-%:/ \t\u0007\u0085\u00a0\u00e0\u00e9\u00df\u0301\u0416\u05d0\u200b\u202e\u2003"
          + "\u4e2d\ufeff\ufffd\ue000\ud83d\ude00";

  private TestFacility test;
  private OwnSection own;
  private long position;

  @BeforeEach
  void make() throws Exception {
    test = TestFacility.create();
    own = test.section(5, 0);
    position =
        own.entry(own.adapters().getFirst()).position()
            + AdapterEntryDescriptor.INTERFACE_NAME_OFFSET;
  }

  @AfterEach
  void remove() throws Exception {
    own.close();
    test.close();
  }

  private String readBack(String text) {
    SectionText.put(position, BYTES, text);
    return SectionText.get(position, BYTES);
  }

  private String read(byte[] bytes) {
    SharedMemory.copyIn(Arrays.copyOf(bytes, BYTES), position);
    return SectionText.get(position, BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sm0", "sm\u00e9", "\u00e9\u00e8\u00ea", "\u4e2d\u6587\ud83d\ude00"})
  void whatIsWrittenIsRead(String text) {
    assertThat(readBack(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "sm-with-a-long-name, sm-with-a-long-",
    "sm-with-a-longé, sm-with-a-long",
    "sm-with-a-lon😀, sm-with-a-lon",
    "中文中文中文, 中文中文中"
  })
  void whatIsTooLongIsCutBetweenCharacters(String text, String cut) {
    assertThat(readBack(text)).isEqualTo(cut);
    byte[] raw = new byte[BYTES];
    SharedMemory.copyOut(position, raw);
    assertThat(raw[BYTES - 1]).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "123456789012345, 123456789012345",
    "1234567890123456, ...567890123456",
    "/run/netns/a/very/long/path, ...ry/long/path",
    "/run/netns/a/very/ééé/pathé, ...éé/pathé"
  })
  void theEndOfAPathIsKept(String text, String kept) {
    SectionText.putEnd(position, BYTES, text);
    assertThat(SectionText.get(position, BYTES)).isEqualTo(kept);
  }

  @Test
  void whatIsNotSeenIsShownAsSuch() {
    assertThat(read("a\u001b[2J".getBytes(StandardCharsets.UTF_8))).isEqualTo("a?[2J");
    assertThat(read("a b\u202ec\u0085".getBytes(StandardCharsets.UTF_8))).isEqualTo("a?b?c?");
    assertThat(read(new byte[] {'a', (byte) 0xc3})).isEqualTo("a\ufffd");
    assertThat(read(new byte[] {(byte) 0xff, 'b'})).isEqualTo("\ufffdb");
  }

  @Test
  void everyNameThatIsAcceptedReadsBackEqual() {
    Random random = new Random(1);
    int[] letters = LETTERS.codePoints().toArray();
    int accepted = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(6); left >= 0; left--) {
        text.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      String name = text.toString();
      if (Allowed.interfaceName(name).isEmpty()
          && name.getBytes(StandardCharsets.UTF_8).length < BYTES) {
        accepted++;
        assertThat(readBack(name)).isEqualTo(name);
      }
    }
    assertThat(accepted).isGreaterThan(10_000);
  }

  /** The kernel counts bytes, and takes one of them for a blank. */
  @Test
  void namesThatTheKernelRefusesAreRefused() {
    assertThat(Allowed.interfaceName("é".repeat(7) + "x")).isEmpty();
    assertThat(Allowed.interfaceName("é".repeat(8))).isPresent();
    assertThat(Allowed.interfaceName("à")).isPresent();
  }

  @Test
  void anyBytesAreReadAsSomethingVisible() {
    Random random = new Random(2);
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(bytes);
      String text = read(bytes);
      assertThat(text.codePoints().allMatch(VisibleText::isVisible)).as(text).isTrue();
      assertThat(text.length()).isLessThanOrEqualTo(BYTES);
    }
  }
}
