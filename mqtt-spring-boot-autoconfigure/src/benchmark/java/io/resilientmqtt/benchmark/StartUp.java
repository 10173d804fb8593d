/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.resilientmqtt.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.resilientmqtt.client.MqttClient;

/**
 * Measures what the starter adds to the start of an application and to its heap, and
 * prints it. Run by {@code mvn -pl mqtt-spring-boot-autoconfigure verify -Pbenchmark}
 * with {@code -Dbenchmark.main=io.resilientmqtt.benchmark.StartUp} and
 * {@code -Dbenchmark.rounds=10}. Applications start in turn, each in a fresh JVM with
 * nothing on its class path but what it needs. The time is that from the creation of the
 * process until the application is ready; connecting goes on in the background.
 */
public final class StartUp {

	private static final double MIB = 1024 * 1024;

	private final Path directory;

	private final Path log;

	private StartUp(Path directory) {
		this.directory = directory;
		this.log = directory.resolve("start-up.log");
	}

	/**
	 * Run.
	 * @param args none; options are system properties
	 * @throws Exception if nothing can be measured
	 */
	public static void main(String[] args) throws Exception {
		new StartUp(Path.of(System.getProperty("benchmark.directory", ".")).toAbsolutePath().resolve("start-up"))
			.run(Integer.getInteger("benchmark.rounds", 10));
	}

	private void run(int rounds) throws IOException {
		Files.createDirectories(this.directory);
		List<Started> applications = new ArrayList<>();
		for (Application application : Application.values()) {
			applications.add(new Started(application, classPath(application), new ArrayList<>(), new ArrayList<>()));
		}
		try (Jvm broker = new Jvm(this.log, NullBroker.class)) {
			String port = Objects.requireNonNull(broker.next("PORT"), "No null broker");
			for (int round = 0; round <= rounds; round++) {
				for (Started application : applications) {
					start(application, port, round > 0); // the first only reads the jars
				}
			}
		}
		applications.forEach(System.out::println);
		added("", applications.get(0), applications.get(1));
		added(" to an application with Jackson", applications.get(2), applications.get(3));
	}

	private static void added(String what, Started without, Started with) {
		System.out.printf("Added by the starter%s: %.0f ms, %.1f MiB%n", what,
				median(with.millis()) - median(without.millis()),
				median(with.mebibytes()) - median(without.mebibytes()));
	}

	private void start(Started application, String port, boolean counts) throws IOException {
		long begin = System.nanoTime();
		try (Jvm jvm = new Jvm(this.log, application.classPath(), application.application().main.getName(),
				"--mqtt.server=127.0.0.1", "--mqtt.port=" + port)) {
			jvm.endAfter(TimeUnit.MINUTES.toSeconds(2));
			Objects.requireNonNull(jvm.next("STARTED"), "Did not start, see " + this.log);
			double millis = (System.nanoTime() - begin) / 1e6;
			String retained = Objects.requireNonNull(jvm.next("RETAINED"), "Failed, see " + this.log);
			if (counts) {
				application.millis().add(millis);
				application.mebibytes().add(Long.parseLong(retained) / MIB);
			}
		}
	}

	private String classPath(Application application) throws IOException {
		List<String> classPath = new ArrayList<>(List.of(applications().toString()));
		if (application.main == ListeningApplication.class) {
			URL own = MqttClient.class.getProtectionDomain().getCodeSource().getLocation();
			classPath.add(Path.of(URI.create(own.toString())).toString());
		}
		for (String name : application.jars()) {
			classPath.add(jar(name));
		}
		return String.join(File.pathSeparator, classPath);
	}

	// Without all else that is compiled with the applications
	private Path applications() throws IOException {
		Path classes = this.directory.resolve("classes");
		for (Class<?> type : List.of(BareApplication.class, ListeningApplication.class)) {
			String name = type.getName().replace('.', '/') + ".class";
			Path file = classes.resolve(name);
			Files.createDirectories(file.getParent());
			try (InputStream source = Objects.requireNonNull(type.getClassLoader().getResourceAsStream(name))) {
				Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING);
			}
		}
		return classes;
	}

	private static String jar(String name) {
		Pattern pattern = Pattern.compile(".*/" + Pattern.quote(name) + "/[^/]+/[^/]+\\.jar");
		List<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> pattern.matcher(entry.replace(File.separatorChar, '/')).matches())
			.toList();
		if (jars.size() != 1) {
			throw new IllegalStateException("There should be one jar of " + name + " and are " + jars);
		}
		return jars.get(0);
	}

	private static double median(List<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 != 0) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	/**
	 * An application and what Maven would put on its class path.
	 */
	private enum Application {

		BOOT("spring-boot-starter", BareApplication.class),

		STARTER("the same with mqtt-spring-boot-starter and a listener", ListeningApplication.class,
				Application.STARTER_JARS),

		JACKSON("spring-boot-starter-jackson", BareApplication.class, Application.JACKSON_JARS),

		JACKSON_STARTER("the same with mqtt-spring-boot-starter and a listener", ListeningApplication.class,
				Application.JACKSON_JARS, Application.STARTER_JARS);

		private static final String BOOT_JARS = """
				spring-boot spring-boot-autoconfigure spring-core spring-beans spring-context spring-aop
				spring-expression commons-logging micrometer-commons micrometer-observation jspecify slf4j-api
				logback-classic logback-core log4j-to-slf4j log4j-api jul-to-slf4j jakarta.annotation-api snakeyaml""";

		private static final String JACKSON_JARS = """
				spring-boot-jackson tools/jackson/core/jackson-databind tools/jackson/core/jackson-core
				jackson-annotations""";

		private static final String STARTER_JARS = """
				spring-messaging netty-common netty-buffer netty-resolver netty-transport
				netty-transport-native-unix-common netty-codec-base netty-codec-mqtt netty-handler""";

		private final String title;

		private final Class<?> main;

		private final List<String> added;

		Application(String title, Class<?> main, String... added) {
			this.title = title;
			this.main = main;
			this.added = List.of(added);
		}

		List<String> jars() {
			return Stream.concat(Stream.of(BOOT_JARS), this.added.stream())
				.flatMap((jars) -> Stream.of(jars.split("\\s+")))
				.toList();
		}

	}

	/**
	 * An application and what was measured.
	 *
	 * @param application the application
	 * @param classPath its class path
	 * @param millis the times from process to readiness
	 * @param mebibytes the heap retained after that
	 */
	private record Started(Application application, String classPath, List<Double> millis, List<Double> mebibytes) {

		@Override
		public String toString() {
			return "%s: %.0f ms (%.0f to %.0f), %.1f MiB (%.1f to %.1f)".formatted(this.application.title,
					median(this.millis), Collections.min(this.millis), Collections.max(this.millis),
					median(this.mebibytes), Collections.min(this.mebibytes), Collections.max(this.mebibytes));
		}

	}

}
