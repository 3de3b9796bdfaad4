package dev.smtap.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Results as text, picture and JSON. */
class ChartTest {
  private static Results results() {
    Results results = Results.empty(new Results.Plan(2, 3, 1500));
    for (double factor : List.of(1.0, 2.0, 4.0)) {
      results.add(Results.BASE, Map.of(Measure.STREAM, 10 * factor, Measure.ROUND_TRIP, 20.0));
      results.add(Results.SMTAP, Map.of(Measure.STREAM, 5 * factor, Measure.ROUND_TRIP, 60.0));
    }
    return results;
  }

  @Test
  void textHasBarsInProportion() {
    String text = Chart.of(results(), false);
    assertThat(text)
        .startsWith("one TCP stream, Gbit/s (more is better)\n")
        .contains("  veth   " + "█".repeat(46) + "     20.0\n")
        .contains("  smtap  " + "█".repeat(23) + " ".repeat(23) + "     10.0  0.500 x veth\n")
        .contains("  smtap  " + "█".repeat(46) + "     60.0  3.00 x veth\n")
        .contains("MTU 1500, 2.00 s each, medians of 3 rounds; x: median of each round's ratio.\n")
        .doesNotContain("\u001b");
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void coloursAreForTerminalsOnly() {
    String plain = Chart.of(results(), true).replaceAll("\u001b\\[[0-9]+m", "");
    assertThat(Chart.of(results(), true)).contains("\u001b[32m");
    assertThat(plain).isEqualTo(Chart.of(results(), false));
  }

  @Test
  void barsAreExactToAnEighth() {
    assertThat(Chart.bar(0)).isEmpty();
    assertThat(Chart.bar(1e-9)).isEqualTo("▏");
    assertThat(Chart.bar(0.5)).isEqualTo("█".repeat(23));
    assertThat(Chart.bar(1.0 / 46 + 4.0 / 8 / 46)).isEqualTo("█▌");
    assertThat(Chart.bar(1)).hasSize(46);
    assertThat(Chart.bar(7)).hasSize(46);
  }

  @Test
  void theProgressBarFills() {
    Progress progress = new Progress(new PrintWriter(new StringWriter()), false, 4);
    assertThat(progress.line("one")).isEqualTo("[" + ".".repeat(30) + "]   0 %  one");
    progress.next("one");
    progress.next("two");
    assertThat(progress.line("three"))
        .isEqualTo("[" + "#".repeat(15) + ".".repeat(15) + "]  50 %  three");
  }

  @Test
  void thePictureIsWellFormedWhateverItIsCalled() throws Exception {
    String heading = "a <b> & \"c\" \u0000\u001b\ud800 ü";
    String svg = SvgChart.of(results(), heading);
    Document document =
        DocumentBuilderFactory.newNSInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    Element root = document.getDocumentElement();
    assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
    NodeList bars = root.getElementsByTagNameNS("*", "rect");
    assertThat(bars.getLength()).isEqualTo(5);
    double veth = width(bars, 1);
    assertThat(width(bars, 2)).isEqualTo(veth / 2);
    assertThat(root.getElementsByTagNameNS("*", "text").item(0).getTextContent())
        .isEqualTo("a <b> & \"c\"  ü");
    double height = Double.parseDouble(root.getAttribute("height"));
    for (int i = 0; i < bars.getLength(); i++) {
      String y = ((Element) bars.item(i)).getAttribute("y");
      assertThat(y.isEmpty() ? 0 : Double.parseDouble(y)).isBetween(0.0, height);
    }
  }

  private static double width(NodeList bars, int index) {
    return Double.parseDouble(((Element) bars.item(index)).getAttribute("width"));
  }

  @Test
  void jsonHasMediansRatiosAndRounds() {
    assertThat(ResultsJson.of(results(), "6.1.0"))
        .startsWith("{\"seconds\":2.0,\"rounds\":3,\"mtu\":1500,\"processors\":")
        .contains("\"kernel\":\"6.1.0\",\"measures\":[{\"name\":\"stream\",\"title\":")
        .contains("{\"path\":\"smtap\",\"median\":10.0,\"ratio\":0.5,\"rounds\":[5.0,10.0,20.0]}")
        .doesNotContain("\n");
  }
}
