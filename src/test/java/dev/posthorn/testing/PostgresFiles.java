package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL's folder: {@code data}, {@code log} and its socket; and how its programs are run
 * there. They refuse to run as root, so for root they run as somebody else, who owns the folder.
 */
final class PostgresFiles {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private final Path programs;
  private final Path folder;
  private final List<String> asSomebody;
  private final String password;

  private PostgresFiles(Path programs, Path folder, List<String> asSomebody, String password) {
    this.programs = programs;
    this.folder = folder;
    this.asSomebody = asSomebody;
    this.password = password;
  }

  /** Makes the data of a new server. */
  static PostgresFiles initialise() throws IOException {
    Path programs = programs();
    Path folder = Files.createTempDirectory("posthorn-postgres");
    String password = new BigInteger(128, new SecureRandom()).toString(36);
    Path passwordFile = Files.writeString(folder.resolve("password"), password);
    List<String> asSomebody = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      UserPrincipal somebody = somebody();
      Files.setOwner(folder, somebody);
      Files.setOwner(passwordFile, somebody);
      asSomebody.addAll(List.of("setpriv", "--reuid=" + somebody.getName(), "--clear-groups"));
    }
    PostgresFiles files = new PostgresFiles(programs, folder, List.copyOf(asSomebody), password);
    try {
      files.initdb(passwordFile);
      return files;
    } catch (IOException | AssertionError e) {
      files.delete();
      throw e;
    }
  }

  String password() {
    return password;
  }

  /** Starts the server itself; the process that is returned is its first. */
  Process run(int port) throws IOException {
    return command(
            "postgres",
            "-D",
            folder.resolve("data").toString(),
            "-k",
            folder.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "max_connections=200")
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  /** What the server wrote so far. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log"), UTF_8);
  }

  void delete() {
    try (Stream<Path> walk = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void initdb(Path passwordFile) throws IOException {
    Process process =
        command(
                "initdb",
                "--pgdata=" + folder.resolve("data"),
                "--username=postgres",
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync")
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("initdb failed: " + out);
    }
    Files.delete(passwordFile);
  }

  private ProcessBuilder command(String program, String... arguments) {
    List<String> words = new ArrayList<>(asSomebody);
    words.add(programs.resolve(program).toString());
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
  }

  /** Debian keeps them off the PATH, a folder a version; the newest is taken. */
  private static Path programs() throws IOException {
    if (Files.isDirectory(DEBIAN)) {
      try (Stream<Path> versions = Files.list(DEBIAN)) {
        List<Path> found =
            versions
                .map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                .sorted(Comparator.comparing((Path bin) -> number(bin.getParent())).reversed())
                .toList();
        if (!found.isEmpty()) {
          return found.get(0);
        }
      }
    }
    return Needs.program("postgres", "apt-get install postgresql").toRealPath().getParent();
  }

  private static double number(Path version) {
    String name = version.getFileName().toString();
    return name.matches("[0-9]+(\\.[0-9]+)?") ? Double.parseDouble(name) : 0;
  }

  private static UserPrincipal somebody() throws IOException {
    var users = Path.of("").getFileSystem().getUserPrincipalLookupService();
    try {
      return users.lookupPrincipalByName("postgres");
    } catch (UserPrincipalNotFoundException e) {
      return users.lookupPrincipalByName("nobody");
    }
  }
}
