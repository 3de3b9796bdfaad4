package dev.smtap.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like a secret is left out, the rest stays. */
class RedactionTest {
  private static final String SECRET = "s3cr3t";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password = \"s3cr3t\"",
        "password = 's3cr3t with blanks'",
        "password = \"quoted \\\" s3cr3t\"",
        "key = 1\nauth-password = \"\"\"\nmany\ns3cr3t\n\"\"\"\nlast = 2",
        "# the password: s3cr3t",
        "snmp-community=s3cr3t",
        "{\"token\":\"s3cr3t\",\"id\":1}",
        "Authorization: Bearer s3cr3t",
        "api_key: s3cr3t",
        "PRIVATE_KEY=s3cr3t",
        "db_password_old = s3cr3t",
        "wget https://admin:s3cr3t@example.net/",
        "java -Dpassword=s3cr3t -jar x",
        "-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----",
        "-----BEGIN OPENSSH PRIVATE KEY-----\ns3cr3t (cut off)",
      })
  void secretsAreLeftOut(String text) {
    assertThat(Redaction.of(text)).doesNotContain(SECRET).contains(Redaction.LEFT_OUT);
  }

  @Test
  void theRestOfTheLineStays() {
    assertThat(Redaction.of("{\"password\":\"a b\",\"id\":1}"))
        .isEqualTo("{\"password\":\"(left out)\",\"id\":1}");
    assertThat(Redaction.of("user=root password=x host=y"))
        .isEqualTo("user=root password=\"(left out)\" host=y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "partition = \"default\"\nslots = 1024\n",
        "node 1 -> 2  sml0  up  12  3400",
        "there is no such key; known here are busy-poll, mtu",
        "http://[fd00::1]:80/ and 10.0.0.1:443",
        "bypass: no",
      })
  void whatIsNoSecretStays(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }
}
