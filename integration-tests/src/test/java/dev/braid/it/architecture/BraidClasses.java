package dev.braid.it.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;

/** The production classes of all modules and this module's tests, read once. */
final class BraidClasses {
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(location -> !testsOfAnotherModule(location))
          .importPackages("dev.braid");

  private BraidClasses() {}

  private static boolean testsOfAnotherModule(Location location) {
    return location.contains("-tests.jar")
        || (location.contains("/test-classes/") && !location.contains("/integration-tests/"));
  }
}
