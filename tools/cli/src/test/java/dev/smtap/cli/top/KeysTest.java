package dev.smtap.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;

/** Keys and what they do. */
class KeysTest {
  /** The keys that these characters make; after them nothing comes, and then the end. */
  private static List<String> keys(String characters) throws IOException {
    PrimitiveIterator.OfInt left = characters.chars().iterator();
    Keys keys = new Keys(_ -> left.hasNext() ? left.nextInt() : Keys.Source.NOTHING);
    List<String> found = new ArrayList<>();
    for (String key = keys.read(1); !key.isEmpty(); key = keys.read(1)) {
      found.add(key);
    }
    return found;
  }

  @Test
  void readsKeysOfTerminals() throws IOException {
    assertThat(keys("q?\t\u0003")).containsExactly("q", "?", "tab", "ctrl-c");
    assertThat(keys("\u001b[A\u001bOB\u001b[Z\u001b[5~\u001b[6~\u001b[1;5C"))
        .containsExactly("up", "down", "back-tab", "page-up", "page-down", "right");
    assertThat(keys("\u001b")).containsExactly("esc");
    assertThat(keys("\u001b1")).containsExactly("esc", "1");
    assertThat(keys("\u001b[99999999999999999999999q")).contains("esc");
  }

  @Test
  void theEndOfInputIsTheEnd() throws IOException {
    assertThat(new Keys(_ -> Keys.Source.END).read(1)).isEqualTo("q");
  }

  private static Controls pressed(String... keys) {
    Controls controls = new Controls(1);
    List.of(keys).forEach(each -> controls.press(each, List.of("net0", "net1")));
    return controls;
  }

  @Test
  void keysChooseWhatIsShown() {
    assertThat(pressed("3").tab()).isEqualTo(Tab.RINGS);
    assertThat(pressed("tab").tab()).isEqualTo(Tab.ADAPTERS);
    assertThat(pressed("back-tab").tab()).isEqualTo(Tab.FLOWS);
    assertThat(pressed("n", "n").network()).isEqualTo("net1");
    assertThat(pressed("n", "n", "n").network()).isEmpty();
    assertThat(pressed("u").unit()).isEqualTo(Unit.FRAMES);
    assertThat(pressed("+").seconds()).isEqualTo(2);
    assertThat(pressed("-", "-", "-", "-").seconds()).isEqualTo(0.2);
    assertThat(pressed("p").isPaused()).isTrue();
    assertThat(pressed("q").isEnded()).isTrue();
    assertThat(pressed("?", "q").isEnded()).isTrue();
  }

  @Test
  void anyKeyLeavesTheHelpAndDoesNothingElse() {
    Controls controls = pressed("?", "2");
    assertThat(controls.isHelp()).isFalse();
    assertThat(controls.tab()).isEqualTo(Tab.NODES);
  }

  @Test
  void eachViewKeepsItsOwnOrder() {
    Controls controls = pressed("2", "s", "s", "3", "r");
    assertThat(controls.view()).isEqualTo(new View(0, true, 0, 0));
    controls.press("2", List.of());
    assertThat(controls.view().sort()).isEqualTo(2);
  }
}
