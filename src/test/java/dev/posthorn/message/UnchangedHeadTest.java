package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads that servers take as they are go out as they are, by SMTP octet for octet. */
@SuppressWarnings(
    "StringConcatToTextBlock") // The octets stand here, line ends and blanks included.
final class UnchangedHeadTest {
  private static final String REST =
      "Date: Thu, 5 Mar 2026 07:08:09 +0000\r\nMessage-ID: <a@b.example>\r\n\r\nbody\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        // cron (Debian, cronie), at, sudo, logwatch
        "From: root (Cron Daemon)\r\nTo: root\r\nSubject: Cron <root@vm> test -x /x\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
            + "Content-Transfer-Encoding: 8bit\r\nX-Cron-Env: <SHELL=/bin/sh>\r\n"
            + "X-Cron-Env: <PATH=/usr/bin:/bin>\r\nX-Cron-Env: <LOGNAME=root>\r\n",
        "From: \"(Cron Daemon)\" <root>\r\nTo: root\r\nAuto-Submitted: auto-generated\r\n"
            + "Precedence: bulk\r\nSubject: Cron <root@vm> true\r\n",
        "Subject: Output from your job        3\r\nTo: root\r\n",
        "To: root\r\nFrom: pi\r\nAuto-Submitted: auto-generated\r\n"
            + "Subject: *** SECURITY information for vm ***\r\n",
        // git send-email, git format-patch
        "From: =?UTF-8?q?J=C3=BCrgen=20M=C3=BCller?= <j@x.org>\r\nTo: git@vger.kernel.org\r\n"
            + "Cc: =?UTF-8?q?=C3=85sa?= <a@x.org>,\r\n\tJohn Q. Public <p@x.org>\r\n"
            + "Subject: [PATCH v2 1/3] =?UTF-8?q?gr=C3=BC=C3=9Fe?=: fix\r\n"
            + "X-Mailer: git-send-email 2.47.2\r\nIn-Reply-To: <20260305-1-a@x.org>\r\n"
            + "References: <20260305-1-a@x.org>\r\n <20260305-0-a@x.org>\r\n",
        // mutt, bsd-mailx, Thunderbird, Outlook
        "To: Ann Lee <ann@x.org>\r\nUser-Agent: Mutt/2.2.13 (2024-03-09)\r\n"
            + "Content-Type: multipart/signed; micalg=pgp-sha512;\r\n"
            + "\tprotocol=\"application/pgp-signature\"; boundary=\"x6KP7yeAVaZYLQTu\"\r\n"
            + "Content-Disposition: inline\r\n",
        "Subject: \r\nTo: <bob@example.org>\r\nX-Mailer: mail (GNU Mailutils 3.15)\r\n",
        "Content-Type: application/pdf;\r\n name*=UTF-8''Gr%C3%B6%C3%9Fe.pdf;\r\n"
            + " name=\"Gr__e.pdf\"\r\nContent-Language: en-GB\r\n",
        "Thread-Topic: =?iso-8859-1?Q?Gr=FC=DFe?=\r\nThread-Index: AdmY+w==\r\n"
            + "x-ms-exchange-antispam-messagedata: =?us-ascii?Q?aGVs?=\r\n\t=?us-ascii?Q?bG8=3D?=\r\n",
        // lists, signatures, traces
        "Received: from a.example (a.example [192.0.2.1])\r\n\tby b.example (Postfix) with ESMTPS\r\n"
            + "\t(using TLSv1.3); Thu,  5 Mar 2026 08:08:09 +0100 (CET)\r\n"
            + "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple;\r\n\tbh=abc=;\r\n\th=From:To;\r\n"
            + "\tb=abc\r\n\t def==\r\nARC-Seal: i=1; a=rsa-sha256\r\n",
        "List-Id: \"A list, perhaps\" <list.x.org>\r\nList-Unsubscribe: <https://x.org/?a=b>,\r\n"
            + " <mailto:leave@x.org?subject=leave>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
            + "Keywords: one, two words,\r\n  three\r\n",
        // Old and odd, and yet in order
        "TO : friends: ann@x.org, \"Lee, Bob\" <bob@x.org> (the (nested) one);, nobody:;\r\n",
        "Cc: a@x.org,, ,b@x.org,\r\nReply-To: undisclosed-recipients:;\r\n",
        "To: eve@y.org <a@x.org>\r\nCc: <@relay.example:ann@x.org>\r\n",
        "Subject:  a   =?x?= b \t\r\n\tc =?utf-8?q?unfinished\r\n",
        "X-Empty:\r\nX-Blank: \r\nX-Fold:\r\n \tx\r\n",
      })
  void aHeadThatIsInOrderIsNotTouched(String head) throws IOException {
    String message = head + REST;
    String most = head + "X-Most: " + "a ".repeat(494) + "b\r\n" + REST;

    for (String each : List.of(message, most)) {
      WireMessage wire =
          WholeMessage.of(each.getBytes(ISO_8859_1)).toWire(List.of("bob@example.com"));
      assertThat(Wire.rawText(wire.forEnvelope())).isEqualTo(each);
    }
  }
}
