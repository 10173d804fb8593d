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

package io.resilientmqtt.sample.page;

import java.nio.file.Files;
import java.nio.file.Path;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the README's picture anew, with {@code -Dpicture.write=true}: a burst, an outage,
 * and a broker that answers nothing.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@EnabledIf("io.resilientmqtt.sample.page.Chromium#isAvailable")
@EnabledIfSystemProperty(named = "picture.write", matches = "true")
class PagePictureTests {

	private static final Path PICTURE = Path.of("../docs/modules/ROOT/images/page.png");

	@LocalServerPort
	private int port;

	@Test
	void picture() throws Exception {
		try (Chromium chromium = new Chromium()) {
			Page page = chromium.browser().newPage();
			page.navigate("http://localhost:" + this.port + "/");
			PlaywrightAssertions.assertThat(page.locator("#state-word")).hasText("UP");
			page.waitForTimeout(20_000);
			page.click("#burst");
			page.waitForTimeout(20_000);
			page.click("[data-do='broker/stop']");
			page.waitForTimeout(11_000);
			page.click("[data-do='broker/start']");
			page.waitForTimeout(30_000);
			page.click("[data-do='broker/freeze']");
			page.waitForTimeout(6000);
			shoot(page, 1440, 900, ColorScheme.DARK, Path.of("target/dark.png"));
			shoot(page, 1440, 1400, ColorScheme.LIGHT, Path.of("target/long.png"));
			shoot(page, 375, 2600, ColorScheme.LIGHT, Path.of("target/narrow.png"));
			shoot(page, 375, 2600, ColorScheme.DARK, Path.of("target/narrow-dark.png"));
			shoot(page, 1440, 900, ColorScheme.LIGHT, PICTURE);
			assertThat(Files.size(PICTURE)).isLessThan(200_000);
		}
	}

	private static void shoot(Page page, int width, int height, ColorScheme colours, Path file) {
		page.setViewportSize(width, height);
		page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
		page.waitForTimeout(1500);
		page.screenshot(new Page.ScreenshotOptions().setPath(file));
	}

}
