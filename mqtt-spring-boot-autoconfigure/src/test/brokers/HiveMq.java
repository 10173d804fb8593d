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

import java.nio.file.Files;
import java.nio.file.Path;

import com.hivemq.embedded.EmbeddedHiveMQ;

/**
 * Runs HiveMQ Community Edition in this JVM until it is ended. Embedded it lets everybody
 * in, as its distribution does. Run from source, {@code java -cp ... HiveMq.java
 * DIRECTORY}, for nothing that the build compiles may see its classes.
 */
class HiveMq {

	public static void main(String[] args) throws Exception {
		Path directory = Path.of(args[0]);
		EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
			.withConfigurationFolder(directory.resolve("conf"))
			.withDataFolder(Files.createDirectories(directory.resolve("data")))
			.withExtensionsFolder(Files.createDirectories(directory.resolve("extensions")))
			.build();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> broker.stop().join()));
		broker.start().join();
	}

}
