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

package io.resilientmqtt.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sources of the documentation: pages and what they include, known by their file's
 * name wherever it is.
 */
public final class Pages {

	private static final Path ROOT = Path.of("../docs/modules");

	private Pages() {
	}

	/**
	 * Return every page and partial, in the order of their paths.
	 */
	public static List<Path> all() {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.toString().endsWith(".adoc")).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the text of a page, of which there is just one.
	 * @param name the name of its file, such as {@code listeners.adoc}
	 */
	public static String read(String name) {
		try {
			return Files.readString(path(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the file of a page, of which there is just one.
	 * @param name the name of the file
	 */
	public static Path path(String name) {
		List<Path> found = all().stream().filter((page) -> page.endsWith(name)).toList();
		if (found.size() != 1) {
			throw new IllegalArgumentException("Pages named '%s' in %s: %s".formatted(name, ROOT, found));
		}
		return found.get(0);
	}

}
