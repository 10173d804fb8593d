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

package io.resilientmqtt.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import io.resilientmqtt.autoconfigure.embedded.EmbeddedMqttBrokerProperties;
import io.resilientmqtt.observation.MqttMeter;
import io.resilientmqtt.observation.MqttObservation;
import io.resilientmqtt.testsupport.Pages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The pages show nothing that does not work: what they show in Java is part of a source
 * that is compiled (white space, {@code this.} and {@code static} apart), and the
 * properties they name exist and take the values shown.
 */
class DocumentationSnippetsTests {

	private static final Pattern BLOCK = Pattern.compile("^\\[source,(\\w+)]\\n(?:\\.[^\\n]+\\n)?----\\n(.*?)\\n----$",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern README_BLOCK = Pattern.compile("^```(java|yaml)\\n(.*?)\\n```$",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern INLINE = Pattern.compile("`((?:mqtt|spring|management|logging)\\.[\\w.-]+=[^`]+)`");

	private static final Pattern NAME = Pattern.compile("`(mqtt(?:\\.[a-z0-9*-]+)+)`");

	/** What is bound to, the most special first. */
	private static final Map<String, Bindable<?>> BINDABLE = new LinkedHashMap<>();

	static {
		BINDABLE.put("mqtt.enabled", Bindable.of(Boolean.class));
		BINDABLE.put("mqtt.clients", Bindable.mapOf(String.class, MqttProperties.class));
		BINDABLE.put("mqtt.embedded", Bindable.of(EmbeddedMqttBrokerProperties.class));
		BINDABLE.put("mqtt", Bindable.of(MqttProperties.class));
		BINDABLE.put("spring.ssl", Bindable.of(SslProperties.class));
	}

	private static final Set<String> METADATA = metadata();

	private static Set<String> metadata() {
		try {
			Set<String> names = new TreeSet<>();
			for (URL url : Collections.list(DocumentationSnippetsTests.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				for (JsonNode property : JsonMapper.shared().readTree(url.openStream()).get("properties")) {
					names.add(property.get("name").asString());
				}
			}
			return names;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Path> pages() {
		return Stream.concat(Pages.all().stream(), Stream.of(Path.of("../README.md"))).toList();
	}

	private static List<Snippet> snippets(Set<String> languages) throws IOException {
		List<Snippet> snippets = new ArrayList<>();
		for (Path page : pages()) {
			String text = Files.readString(page);
			(page.endsWith("README.md") ? README_BLOCK : BLOCK).matcher(text)
				.results()
				.filter((block) -> languages.contains(block.group(1)))
				.map((block) -> Snippet.of(page, text, block))
				.forEach(snippets::add);
		}
		return snippets;
	}

	static List<Snippet> java() throws IOException {
		return snippets(Set.of("java"));
	}

	static List<Snippet> configuration() throws IOException {
		return snippets(Set.of("yaml", "properties"));
	}

	static List<Snippet> inline() throws IOException {
		List<Snippet> snippets = new ArrayList<>();
		for (Path page : pages()) {
			String text = Files.readString(page);
			INLINE.matcher(text)
				.results()
				.map((match) -> new Snippet(Snippet.name(page, text, match), "properties", match.group(1)))
				.forEach(snippets::add);
		}
		return snippets;
	}

	@Test
	void everyBlockIsLookedAt() throws IOException {
		for (Path page : pages()) {
			String text = Files.readString(page);
			if (!page.endsWith("README.md")) {
				assertThat(BLOCK.matcher(text).results()).as(page.toString())
					.hasSize((int) text.lines().filter((line) -> line.startsWith("[source")).count());
			}
		}
		assertThat(java()).hasSizeGreaterThan(30);
		assertThat(configuration()).hasSizeGreaterThan(10);
		assertThat(inline()).hasSizeGreaterThan(20);
	}

	@ParameterizedTest
	@MethodSource("java")
	void javaIsCompiled(Snippet snippet) {
		assertThat(snippet.imports())
			.allMatch((name) -> ClassUtils.isPresent(name, null) || Sources.have("import " + name + ";"));
		assertThat(Sources.have(snippet.code())).as(snippet.code()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("configuration")
	void configurationBinds(Snippet snippet) throws IOException {
		bind(snippet.properties());
	}

	@ParameterizedTest
	@MethodSource("inline")
	void propertiesInTheTextBind(Snippet snippet) throws IOException {
		bind(snippet.properties());
	}

	/** What is not a property of that name is a meter, or a key. */
	@Test
	void namesInTheTextExist() throws IOException {
		Set<String> known = new TreeSet<>(METADATA);
		Stream.of(MqttMeter.values()).map(MqttMeter::getName).forEach(known::add);
		Stream.of(MqttObservation.values()).map(MqttObservation::getName).forEach(known::add);
		for (KeyName key : MqttObservation.LowCardinalityKey.values()) {
			known.add(key.asString());
		}
		for (Path page : pages()) {
			assertThat(NAME.matcher(Files.readString(page)).results()).as(page.toString())
				.extracting((name) -> name.group(1).replaceAll("^mqtt\\.clients\\.\\w+", "mqtt").replace(".*", ""))
				.allMatch((name) -> known.stream()
					.anyMatch((other) -> other.equals(name) || other.startsWith(name + ".")));
		}
	}

	@Test
	void aPropertyThatIsNotThereIsFound() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("mqtt.sever", "broker")));
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind(Map.of("mqtt.clients.cloud.sever", "broker")));
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("mqtt.will.qos", "x")));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> bind(Map.of("management.endpoint.mqt", "x")));
	}

	private static void bind(Map<String, Object> properties) {
		Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
		properties.forEach((name, value) -> groups.computeIfAbsent(group(name), (group) -> new LinkedHashMap<>())
			.put(name, value));
		ApplicationConversionService conversion = new ApplicationConversionService();
		conversion.addConverter(new ProtocolConverter());
		groups.forEach((prefix, group) -> {
			if (BINDABLE.containsKey(prefix)) {
				new Binder(List.of(new MapConfigurationPropertySource(group)), null, conversion, null).bind(prefix,
						BINDABLE.get(prefix), new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
			}
			else {
				assertThat(METADATA).contains(prefix);
			}
		});
	}

	/**
	 * Return what a property is bound with, or else the property or map of properties
	 * that is described.
	 */
	private static String group(String name) {
		return Stream.concat(BINDABLE.keySet().stream(), METADATA.stream())
			.filter((prefix) -> name.equals(prefix) || name.startsWith(prefix + "."))
			.findFirst()
			.orElse(name);
	}

	/**
	 * Something that a page shows.
	 *
	 * @param name where it is
	 * @param language what it is written in
	 * @param text what is shown
	 */
	record Snippet(String name, String language, String text) {

		static Snippet of(Path page, String text, MatchResult block) {
			return new Snippet(name(page, text, block), block.group(1), block.group(2));
		}

		static String name(Path page, String text, MatchResult match) {
			return page.getFileName() + ":" + text.substring(0, match.start()).lines().count();
		}

		List<String> imports() {
			return this.text.lines()
				.filter((line) -> line.startsWith("import "))
				.map((line) -> line.replaceAll("^import |;$", ""))
				.toList();
		}

		/**
		 * What is left without the head of the file, which the compiler does not see in
		 * one piece.
		 */
		String code() {
			return this.text.lines()
				.filter((line) -> !line.startsWith("import ") && !line.startsWith("package "))
				.collect(Collectors.joining("\n"));
		}

		Map<String, Object> properties() throws IOException {
			PropertySourceLoader loader = this.language.equals("yaml") ? new YamlPropertySourceLoader()
					: new PropertiesPropertySourceLoader();
			Map<String, Object> properties = new LinkedHashMap<>();
			for (PropertySource<?> source : loader.load(this.name,
					new ByteArrayResource(this.text.getBytes(StandardCharsets.UTF_8)))) {
				for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
					properties.put(name, source.getProperty(name));
				}
			}
			assertThat(properties).isNotEmpty();
			return properties;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * What is compiled in this build; the benchmarks in theirs, which has Paho.
	 */
	private static final class Sources {

		private static final List<String> SQUEEZED = Stream
			.of("src/test/java", "src/benchmark/java", "../sample-app/src/main/java")
			.flatMap(Sources::files)
			.toList();

		private static Stream<String> files(String directory) {
			try (Stream<Path> files = Files.walk(Path.of(directory))) {
				return files.filter((file) -> file.toString().endsWith(".java"))
					.map(Sources::read)
					.collect(Collectors.toList())
					.stream();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static String read(Path file) {
			try {
				return squeeze(Files.readString(file));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		static boolean have(String text) {
			return SQUEEZED.stream().anyMatch((source) -> source.contains(squeeze(text)));
		}

		private static String squeeze(String text) {
			return text.replaceAll("\\s+", "").replace("this.", "").replace("staticclass", "class");
		}

	}

}
