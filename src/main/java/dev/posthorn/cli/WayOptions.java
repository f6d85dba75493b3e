package dev.posthorn.cli;

import dev.posthorn.gmail.Delivery;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that choose how a message leaves this machine. */
final class WayOptions {
  /** Which interface of Gmail's takes the message. */
  enum Via {
    AUTO,
    API,
    SMTP
  }

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Option(
      names = "--via",
      paramLabel = "auto|api|smtp",
      description =
          "Default: auto, the API; but SMTP, where the consent allows it, for what the API would"
              + " spoil (patches, signed and encrypted mail) and for a message that names others"
              + " than it goes to. Chosen before the first byte and kept. --smtp,"
              + " --password-command and --no-login mean SMTP.")
  Via via = Via.AUTO;

  @Option(
      names = "--delivery",
      paramLabel = "auto|raw|session|draft",
      description =
          "How the API takes it. Default: auto, raw up to 4 MiB, a resumable session above. draft"
              + " needs scope compose.")
  Delivery delivery = Delivery.AUTO;

  @Option(
      names = "--chunk-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "In a session, send pieces of this size, a multiple of 256K such as 8M (default: one"
              + " piece).")
  int chunkSize;

  @Mixin SmtpOptions smtp;

  /** What the options ask for; the command line wins over posthorn.properties. */
  Via asked() {
    if (isGiven("--via")) {
      return via;
    }
    boolean meantByDefault = via == Via.AUTO && smtp.noLogin;
    return meantByDefault || !SmtpOptions.given(command).isEmpty() ? Via.SMTP : via;
  }

  /** Whether something on the command line makes sense by the API alone, and so asks for it. */
  boolean wantsApi() {
    return (isGiven("--delivery") && delivery != Delivery.AUTO) || isGiven("--chunk-size");
  }

  boolean isRaw() {
    return delivery == Delivery.RAW;
  }

  void refuseContradictions() throws Stop {
    List<String> forSmtp = SmtpOptions.given(command);
    if (asked() == Via.API && !forSmtp.isEmpty()) {
      throw usage(forSmtp.get(0) + " is a matter of SMTP; it cannot go with --via api");
    }
    if (isGiven("--delivery") && delivery != Delivery.AUTO) {
      refuseBySmtp("--delivery");
    }
    if (isGiven("--chunk-size")) {
      refuseBySmtp("--chunk-size");
    }
    if (delivery == Delivery.RAW && isGiven("--chunk-size")) {
      throw usage("--chunk-size is a matter of sessions; it cannot go with --delivery raw");
    }
    if (smtp.noLogin && isGiven("--password-command")) {
      throw usage("--no-login and --password-command exclude each other");
    }
    smtp.refuseNoServer(command);
  }

  /** Refuses an option that stands on the command line, where the way is known to be SMTP. */
  void refuseBySmtp(String option) throws Stop {
    if (asked() == Via.SMTP) {
      List<String> given = SmtpOptions.given(command);
      String forSmtp = given.isEmpty() ? "--via smtp" : given.get(0);
      throw usage(option + " is a matter of the API; it cannot go with " + forSmtp);
    }
  }

  private boolean isGiven(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  private Stop usage(String what) {
    return new Stop(ExitCode.USAGE, what + ".", "Run: " + command.qualifiedName() + " --help");
  }

  /** {@code 512K}, {@code 8M}. */
  static final class SizeConverter implements ITypeConverter<Integer> {
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]*)([KMG])i?B?");
    private static final BigInteger UNIT = BigInteger.valueOf(256 * 1024);
    private static final BigInteger LARGEST = BigInteger.valueOf(Integer.MAX_VALUE);

    @Override
    public Integer convert(String text) {
      Matcher matcher = SIZE.matcher(text);
      BigInteger bytes =
          matcher.matches()
              ? new BigInteger(matcher.group(1)).shiftLeft(10 * shift(matcher.group(2)))
              : BigInteger.ZERO;
      if (bytes.compareTo(LARGEST) > 0) {
        throw new TypeConversionException("'" + text + "' is too large: no message is that long");
      }
      if (bytes.signum() == 0 || bytes.mod(UNIT).signum() != 0) {
        throw new TypeConversionException(
            "'" + text + "' is no multiple of 256K such as 512K or 8M");
      }
      return bytes.intValueExact();
    }

    private static int shift(String unit) {
      return 1 + "KMG".indexOf(unit);
    }
  }
}
