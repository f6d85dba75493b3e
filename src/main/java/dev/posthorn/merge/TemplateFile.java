package dev.posthorn.merge;

import dev.posthorn.merge.MergeException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A template as it stands in its file.
 *
 * @param name the file's name
 * @param folder where it is
 * @param kind what its body is written in
 * @param digest hex SHA-256 of its bytes
 * @param lines head and body
 */
record TemplateFile(String name, Path folder, TemplateKind kind, String digest, HeadLines lines) {
  private static final int LARGEST = 1 << 20;

  static TemplateFile read(Path file) throws MergeException {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    TemplateKind kind = TemplateKind.of(name);
    byte[] bytes = bytes(file);
    StringWriter text = new StringWriter();
    try (StrictReader reader = StrictReader.of(new ByteArrayInputStream(bytes))) {
      reader.transferTo(text);
    } catch (StrictReader.UndecodableException e) {
      throw new MergeException(
          Kind.TEMPLATE,
          name + ", line " + e.line() + ": this is not UTF-8, but perhaps " + e.rather() + ".",
          "Convert it first: iconv -f " + e.rather() + " -t UTF-8",
          e);
    } catch (IOException e) {
      throw RecipientTable.unreadable(name, e);
    }
    String source = text.toString().replace("\r\n", "\n").replace('\r', '\n');
    Path parent = file.getParent();
    try {
      HeadLines lines = HeadLines.of(source);
      return new TemplateFile(
          name, parent == null ? Path.of("") : parent, kind, hash(bytes), lines);
    } catch (MergeException e) {
      throw MergeException.template(name + ", " + e.getMessage(), e.remedy());
    }
  }

  private static byte[] bytes(Path file) throws MergeException {
    if (Files.isDirectory(file)) {
      throw new MergeException(Kind.UNREADABLE, file + " is a folder, no template.", "", null);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw MergeException.template(file + " is larger than 1 MiB.", "Attach what is large.");
      }
      return bytes;
    } catch (IOException e) {
      throw RecipientTable.unreadable(file.toString(), e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
