package dev.posthorn.message;

import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Media types of attachments: checked when given, else guessed from the file's name by a table of
 * our own, so that the same file has the same type on every machine and every Java.
 */
final class MediaType {
  private static final String UNKNOWN = "application/octet-stream";
  private static final String OOXML = "application/vnd.openxmlformats-officedocument.";
  private static final String ODF = "application/vnd.oasis.opendocument.";

  private static final String MESSAGE = "message/rfc822";

  /** By the registrations at IANA. */
  private static final Map<String, String> BY_EXTENSION =
      Stream.of(
              MESSAGE + " eml",
              "text/plain txt text log",
              "text/csv csv",
              "text/html html htm",
              "text/markdown md markdown",
              "text/calendar ics",
              "text/vcard vcf",
              "text/css css",
              "text/javascript js mjs",
              "text/x-diff patch diff",
              "text/tab-separated-values tsv",
              "application/json json",
              "application/xml xml",
              "application/yaml yaml yml",
              "application/pdf pdf",
              "application/rtf rtf",
              "application/postscript ps eps ai",
              "application/zip zip",
              "application/gzip gz tgz",
              "application/zstd zst",
              "application/x-bzip2 bz2",
              "application/x-xz xz",
              "application/x-tar tar",
              "application/x-7z-compressed 7z",
              "application/vnd.rar rar",
              "application/java-archive jar",
              "application/epub+zip epub",
              "application/msword doc",
              "application/vnd.ms-excel xls",
              "application/vnd.ms-powerpoint ppt",
              OOXML + "wordprocessingml.document docx",
              OOXML + "spreadsheetml.sheet xlsx",
              OOXML + "presentationml.presentation pptx",
              ODF + "text odt",
              ODF + "spreadsheet ods",
              ODF + "presentation odp",
              ODF + "graphics odg",
              "application/pgp-signature sig",
              "application/pkcs7-signature p7s",
              "image/png png",
              "image/jpeg jpg jpeg",
              "image/gif gif",
              "image/webp webp",
              "image/avif avif",
              "image/heic heic",
              "image/svg+xml svg",
              "image/tiff tif tiff",
              "image/bmp bmp",
              "image/vnd.microsoft.icon ico",
              "audio/mpeg mp3",
              "audio/ogg ogg oga opus",
              "audio/flac flac",
              "audio/wav wav",
              "audio/mp4 m4a",
              "video/mp4 mp4 m4v",
              "video/webm webm",
              "video/quicktime mov",
              "video/mpeg mpeg mpg",
              "video/x-matroska mkv",
              "font/ttf ttf",
              "font/otf otf",
              "font/woff woff",
              "font/woff2 woff2")
          .map(line -> line.split(" "))
          .flatMap(
              words -> Stream.of(words).skip(1).map(extension -> Map.entry(extension, words[0])))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private MediaType() {}

  static String guess(String fileName) {
    int dot = fileName.lastIndexOf('.');
    String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    return dot <= 0 ? UNKNOWN : BY_EXTENSION.getOrDefault(extension, UNKNOWN);
  }

  /** Answers a type that may go out: the same, without a semicolon at its end. */
  static String check(String contentType) {
    HeaderRules.checkText("A content type", contentType);
    if (!HeaderText.isPrintableAscii(contentType)) {
      throw bad(contentType, "it must be ASCII");
    }
    ContentType parsed = parse(contentType);
    String primary = parsed.getPrimaryType().toLowerCase(Locale.ROOT);
    boolean composite = primary.equals("multipart") || primary.equals("message");
    if (composite && !parsed.match(MESSAGE)) {
      throw bad(contentType, "an attachment is sent in base64, which " + primary + "/… forbids");
    }
    return withoutLastSemicolon(contentType);
  }

  /** Whether a valid type is that of a message, blanks and comments aside. */
  static boolean isMessage(String contentType) {
    return parse(contentType).match(MESSAGE);
  }

  private static ContentType parse(String contentType) {
    try {
      return new ContentType(contentType);
    } catch (ParseException e) {
      throw bad(contentType, "it is not of the form type/subtype");
    }
  }

  private static String withoutLastSemicolon(String contentType) {
    String type = contentType.strip();
    return type.endsWith(";") ? type.substring(0, type.length() - 1).strip() : type;
  }

  private static InvalidMessageException bad(String contentType, String why) {
    return new InvalidMessageException(
        "Bad content type \"" + HeaderRules.shown(contentType) + "\": " + why + ".");
  }
}
