package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.config.SecretFile;
import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.node.MemberKey;
import dev.braid.protocol.crypto.PrivateKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description =
        "Make what a member of a cluster needs before its first start. Files have mode 600 and are"
            + " never written over.")
final class KeysCommand implements Callable<Integer> {
  private static final int SECRET_BYTES = 32;

  @Mixin private Output output;

  @ArgGroup(exclusive = false, multiplicity = "1")
  private What what = new What();

  private static final class What {
    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Make a member's signing key, and print its address.")
    private @Nullable Path key;

    @Option(
        names = "--show",
        paramLabel = "FILE",
        description = "Print the address of a key that is there.")
    private @Nullable Path show;

    @Option(
        names = "--cluster-secret",
        paramLabel = "FILE",
        description = "Make the secret that all members of a cluster know.")
    private @Nullable Path secret;
  }

  @Override
  public Integer call() {
    ObjectNode document = Output.object();
    try {
      if (what.key != null) {
        key(document, what.key, MemberKey.create(what.key));
      }
      if (what.show != null) {
        key(document, what.show, MemberKey.load(what.show));
      }
      if (what.secret != null) {
        secret(document, what.secret);
      }
    } catch (FileAlreadyExistsException e) {
      throw new CliException(Exit.NO, e.getFile() + " is there already and is left as it is");
    } catch (IOException e) {
      throw new CliException(Exit.USAGE, "cannot write: " + e);
    }
    output.document(document);
    return Exit.DONE;
  }

  private void key(ObjectNode document, Path file, PrivateKey key) {
    String address = Json.address(Curves.fastest().address(key));
    document.put("keyFile", file.toString()).put("address", address);
    output.line("key      %s", file);
    output.line("address  %s", address);
  }

  private void secret(ObjectNode document, Path file) throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    SecretFile.create(file, HexFormat.of().formatHex(secret) + "\n");
    document.put("secretFile", file.toString());
    output.line("secret   %s", file);
  }
}
