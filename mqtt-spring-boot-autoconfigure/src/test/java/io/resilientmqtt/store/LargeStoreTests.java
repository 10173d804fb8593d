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

package io.resilientmqtt.store;

import java.nio.file.Path;
import java.util.Map;

import io.resilientmqtt.testsupport.ApplicationProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store that holds far more than the heap does: 200 MB, in a JVM with 48 MB.
 */
class LargeStoreTests {

	@TempDir
	private Path directory;

	@Test
	void storeThatIsLargerThanTheHeapIsWrittenAndReadPageByPage() {
		try (ApplicationProcess process = ApplicationProcess.start(Map.of("JDK_JAVA_OPTIONS", "-Xmx48m"),
				LargeStoreMain.class, this.directory.toString())) {
			process.awaitOutput("all read");
			assertThat(process.output()).contains("-Xmx48m"); // the launcher has picked
																// it up
		}
	}

}
