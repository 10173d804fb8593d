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

package io.resilientmqtt;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checklist of the specification's normative statements, mqtt5-statements.txt, is
 * whole: every statement has a test, and every test named there exists.
 */
class NormativeStatementsTests {

	private static final Logger logger = LoggerFactory.getLogger(NormativeStatementsTests.class);

	private static final Pattern ID = Pattern.compile("MQTT-(\\d+)\\.(\\d+)(?:\\.(\\d+))?-(\\d+)");

	private static final String DEVIATION = "deviation: ";

	private final List<String[]> statements = read();

	private static List<String[]> read() {
		try (InputStream file = NormativeStatementsTests.class.getResourceAsStream("/mqtt5-statements.txt")) {
			return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank() && !line.startsWith("#"))
				.map((line) -> Stream.of(line.split("\\|", -1)).map(String::strip).toArray(String[]::new))
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int[] numbers(String id) {
		Matcher matcher = ID.matcher(id);
		assertThat(matcher.matches()).as(id).isTrue();
		return Stream.of(1, 2, 3, 4)
			.map(matcher::group)
			.mapToInt((number) -> (number != null) ? Integer.parseInt(number) : 0)
			.toArray();
	}

	@Test
	void everyStatementIsThereOnceInTheOrderOfTheSpecification() {
		assertThat(this.statements).extracting((statement) -> statement[0])
			.doesNotHaveDuplicates()
			.isSortedAccordingTo(Comparator.comparing(NormativeStatementsTests::numbers, Arrays::compare));
		assertThat(this.statements).extracting((statement) -> statement[1]).noneMatch(String::isEmpty);
	}

	@Test
	void everyStatementHasATestThatExists() throws IOException, URISyntaxException {
		Map<String, List<Class<?>>> classes = testClasses();
		assertThat(this.statements).allSatisfy((statement) -> {
			assertThat(statement).as(statement[0]).hasSizeBetween(3, 4);
			assertThat(statement[2]).as(statement[0]).isNotEmpty();
			for (String test : statement[2].split(", ")) {
				assertThat(test).as(statement[0]).matches("\\w+\\.\\w+");
				String[] names = test.split("\\.");
				assertThat(classes.get(names[0])).as("%s: classes named %s", statement[0], names[0]).hasSize(1);
				assertThat(tests(classes.get(names[0]).get(0))).as("%s: tests of %s", statement[0], names[0])
					.contains(names[1]);
			}
		});
	}

	@Test
	void whatTheClientDoesOtherwiseHasAReason() {
		List<String> deviations = this.statements.stream()
			.filter((statement) -> statement.length > 3)
			.map((statement) -> statement[0] + " " + statement[3])
			.toList();
		assertThat(deviations).allMatch((deviation) -> deviation.matches("\\S+ " + DEVIATION + ".{20,}"));
		logger.info("{} normative statements for a client are tested; {} of them are not kept to the letter: {}",
				this.statements.size(), deviations.size(), deviations);
	}

	private static Map<String, List<Class<?>>> testClasses() throws IOException, URISyntaxException {
		Path root = Path.of(NormativeStatementsTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		try (Stream<Path> files = Files.walk(root)) {
			return files.map((file) -> root.relativize(file).toString())
				.filter((file) -> file.endsWith("Tests.class") && !file.contains("$"))
				.map((file) -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
				.map(NormativeStatementsTests::load)
				.collect(Collectors.groupingBy(Class::getSimpleName));
		}
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name, false, NormativeStatementsTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> tests(Class<?> testClass) {
		return Stream.<Class<?>>iterate(testClass, (type) -> type != Object.class, Class::getSuperclass)
			.flatMap((type) -> Stream.of(type.getDeclaredMethods()))
			.filter((method) -> method.isAnnotationPresent(Test.class)
					|| method.isAnnotationPresent(ParameterizedTest.class))
			.map(Method::getName)
			.toList();
	}

}
