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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page in a real browser. Whatever a test does, the browser's console stays empty and
 * no request leaves this machine.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "mqtt.embedded.port=0", "sample.network.port=0", "sample.interval=500ms" })
@EnabledIf("io.resilientmqtt.sample.page.Chromium#isAvailable")
class PageInBrowserTests {

	private static final double LONG = 60_000;

	/** Texts whose contrast with their ground is below 4.5. */
	private static final String CONTRAST = """
			() => {
				const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
				const light = (rgb) => {
					const [r, g, b] = rgb.slice(0, 3).map((v) => v / 255).map((v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
					return .2126 * r + .7152 * g + .0722 * b;
				};
				const ground = (one) => {
					for (let at = one; at; at = at.parentElement) {
						const rgb = parse(getComputedStyle(at).backgroundColor);
						if (rgb.length === 3 || rgb[3] > 0) { return rgb; }
					}
					return [255, 255, 255];
				};
				const faint = new Set();
				document.querySelectorAll('body *').forEach((one) => {
					const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
					if (own && one.offsetParent && !one.disabled && !one.closest('.plot, .skip')) {
						const a = light(parse(getComputedStyle(one).color)), b = light(ground(one));
						const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
						if (contrast < 4.5) { faint.add(one.tagName + '.' + one.className + ' ' + contrast.toFixed(2)); }
					}
				});
				return [...faint];
			}""";

	private static Chromium chromium;

	private final List<String> complaints = new CopyOnWriteArrayList<>();

	private final List<String> foreign = new CopyOnWriteArrayList<>();

	private BrowserContext context;

	private Page page;

	@LocalServerPort
	private int port;

	@BeforeAll
	static void launch() {
		chromium = new Chromium();
	}

	@AfterAll
	static void quit() {
		chromium.close();
	}

	@BeforeEach
	void open() {
		this.context = chromium.browser().newContext();
		this.page = open(1440, 1000, ColorScheme.LIGHT);
	}

	private Page open(int width, int height, ColorScheme colours) {
		Page page = this.context.newPage();
		page.setViewportSize(width, height);
		page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
		page.onConsoleMessage((message) -> this.complaints.add(message.text()));
		page.onPageError(this.complaints::add);
		page.onRequest((request) -> {
			if (!request.url().startsWith(url()) && !request.url().startsWith("data:")) {
				this.foreign.add(request.url());
			}
		});
		page.navigate(url());
		return page;
	}

	private String url() {
		return "http://localhost:" + this.port + "/";
	}

	@AfterEach
	void close() {
		this.page.request().post(url() + "broker/start");
		this.page.request().post(url() + "broker/heal");
		see("#state-word", "UP");
		this.context.close();
		assertThat(this.complaints).isEmpty();
		assertThat(this.foreign).isEmpty();
	}

	private void press(String button) {
		this.page.locator("button").filter(new Locator.FilterOptions().setHasText(button)).first().click();
	}

	private void see(String selector, String text) {
		see(this.page, selector, text);
	}

	private static void see(Page page, String selector, String text) {
		PlaywrightAssertions.assertThat(page.locator(selector))
			.containsText(text, new LocatorAssertions.ContainsTextOptions().setTimeout(LONG));
	}

	private static int inked(Page page, String figure) {
		return (Integer) page.evaluate("""
				(figure) => {
					const canvas = document.querySelector(figure + ' canvas');
					const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
					const colours = new Set();
					for (let i = 0; i < pixels.length; i += 4) {
						if (pixels[i + 3] > 200) { colours.add(pixels[i] + ',' + pixels[i + 1] + ',' + pixels[i + 2]); }
					}
					return colours.size;
				}""", figure);
	}

	@Test
	void chartsDraw() {
		for (String figure : List.of("#c-rate", "#c-latency", "#c-buffer", "#c-trip")) {
			await().untilAsserted(() -> assertThat(inked(this.page, figure)).isGreaterThan(2));
			see(figure + " .now", switch (figure) {
				case "#c-rate" -> "in";
				case "#c-trip" -> "message";
				default -> "p";
			});
		}
		see("#subscriptions", "granted");
		see("#listeners", "rangeDemo.onMessage");
		see("#counters", "Published");
		see("#messages", "repubs:");
	}

	@Test
	void anOutageIsSeenWithinSeconds() {
		see("#state-word", "UP");
		press("Stop the broker");
		PlaywrightAssertions.assertThat(this.page.locator("#state-word"))
			.hasText("DOWN", new LocatorAssertions.HasTextOptions().setTimeout(5000));
		see("#state-text", "NETWORK");
		see("#log", "Connection lost");
		see("#log", "Attempt 1 failed");
		PlaywrightAssertions.assertThat(this.page.locator("#timeline rect.down").first()).isVisible();
		press("Start the broker");
		see("#state-word", "UP");
		see("#log", "session new, after");
	}

	@Test
	void eachFaultShowsWhatTheClientDoes() {
		see("#state-word", "UP");
		press("Cut the connection");
		see("#log", "Connection lost: NETWORK");
		see("#log li:first-child", "Connected to");
		press("Take the session over");
		see("#log", "session taken over");
		see("#log li:first-child", "Connected to");
		press("Slow");
		PlaywrightAssertions.assertThat(this.page.locator("[data-fault='slow']")).hasAttribute("aria-pressed", "true");
		press("Refuse the subscription");
		see("#state-word", "UP, BUT REFUSED");
		see("#subscriptions tr:first-child .REFUSED", "not authorized");
		press("Heal the network");
		see("#subscriptions tr:first-child .GRANTED", "granted");
		press("Freeze");
		see("#state-text", "TIMEOUT");
	}

	@Test
	void publishesMessages() {
		this.page.locator("[name=topic]").fill("rooms/palms");
		this.page.locator("[name=payload]").fill("31 °C");
		press("Publish");
		see("#answer", "on its way");
		see("#messages", "31 °C");
		this.page.locator("#filter").fill("rooms/+");
		PlaywrightAssertions.assertThat(this.page.locator("#messages tr")).hasCount(1);
		this.page.locator("[name=topic]").fill("rooms/#");
		press("Publish");
		PlaywrightAssertions.assertThat(this.page.locator("#answer")).hasAttribute("data-failed", "");
		see("#answer", "rooms/#");
		this.complaints.removeIf((text) -> text.contains("status of 400"));
	}

	@Test
	void aBurstIsPublished() {
		press("Burst of 10,000");
		see("#log", "10000 messages of the burst are acknowledged");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "\"><svg onload=alert(1)>",
			"&lt;b&gt;", "${7*7} {{7*7}} javascript:alert(1)" })
	void hostilePayloadsAndTopicsAreText(String hostile) {
		List<String> dialogs = new ArrayList<>();
		this.page.onDialog((dialog) -> {
			dialogs.add(dialog.message());
			dialog.dismiss();
		});
		this.page.locator("[name=topic]").fill("hostile " + hostile.replace("#", "").replace("+", ""));
		this.page.locator("[name=payload]").fill(hostile);
		this.page.locator("#publish button[type=submit]").click();
		Locator row = this.page.locator("#messages tr")
			.filter(new Locator.FilterOptions().setHasText("hostile " + hostile))
			.first();
		PlaywrightAssertions.assertThat(row.locator("td").nth(2))
			.hasText(hostile, new LocatorAssertions.HasTextOptions().setTimeout(LONG));
		PlaywrightAssertions
			.assertThat(this.page
				.locator("#messages img, #messages script, #messages svg, #messages b, #log img, #log script"))
			.hasCount(0);
		assertThat(dialogs).isEmpty();
	}

	@Test
	void twoTabsSeeTheSame() {
		Page other = open(375, 800, ColorScheme.DARK);
		press("Stop the broker");
		see(this.page, "#state-word", "DOWN");
		see(other, "#state-word", "DOWN");
		press("Start the broker");
		see(this.page, "#state-word", "UP");
		see(other, "#state-word", "UP");
	}

	@Test
	void anHourOfDataDoesNotGrow() {
		see("#state-word", "UP");
		this.page.evaluate(
				"""
						() => {
							const status = { state: 'CONNECTED', since: new Date().toISOString(), server: 's:1', clientId: 'c', version: '5',
								cause: null, attempts: 0, nextAttempt: null, session: 'new', maxPending: 65536, freeMemory: 1e9,
								counters: { published: 1, received: 1, republications: 0, outages: 0, connects: 1, failedAttempts: 0,
									failedPublications: 0, discarded: 0 }, subscriptions: [], listeners: [], faults: null };
							window.feed = (from, to) => {
								for (let second = from; second < to; second++) {
									const time = Date.now() - 3600000 + second * 1000;
									window.samplePage.apply({ now: time, status,
										samples: [{ time, in: second % 7, out: 2, latency50: 1, latency99: 9, pending: 0, inFlight: 0, queued: 0 }],
										events: [{ time, kind: second % 2 ? 'down' : 'up', text: 'event ' + second },
											{ time, kind: 'failed', text: 'failed ' + second }],
										messages: [{ time, topic: 't/' + second, payload: 'p', size: 1, qos: 1, retained: false }] });
								}
								return window.samplePage.sizes();
							};
						}""");
		this.page.evaluate("() => window.feed(0, 900)");
		this.page.waitForTimeout(200);
		assertThat(this.page.evaluate("() => window.feed(900, 3600)"))
			.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("samples", 600)
			.containsEntry("events", 300)
			.containsEntry("messages", 50);
		assertThat((Integer) this.page.evaluate("() => window.samplePage.sizes().nodes")).isLessThan(2500);
	}

	@ParameterizedTest
	@ValueSource(ints = { 375, 768, 1440 })
	void nothingIsWiderThanTheWindow(int width) {
		this.page.setViewportSize(width, 900);
		see("#state-word", "UP");
		assertThat((Boolean) this.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
			.isTrue();
	}

	@Test
	void isUsableByKeyboardAndHasNames() {
		this.page.keyboard().press("Tab");
		PlaywrightAssertions.assertThat(this.page.locator(":focus")).hasText("Skip to the buttons");
		this.page.keyboard().press("Enter");
		this.page.keyboard().press("Tab");
		PlaywrightAssertions.assertThat(this.page.locator(":focus")).hasText("Stop the broker");
		this.page.keyboard().press("Enter");
		see("#state-word", "DOWN");
		press("Start the broker");
		Object nameless = this.page.evaluate(
				"""
						() => [...document.querySelectorAll('button, input, select, [role=img], [role=region], [role=log]')]
							.filter((one) => !(one.textContent.trim() || one.getAttribute('aria-label') || one.getAttribute('aria-labelledby')
								|| one.labels?.length)).map((one) => one.outerHTML)""");
		assertThat((List<?>) nameless).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "LIGHT", "DARK" })
	void textStandsOut(ColorScheme colours) {
		Page other = open(1440, 1000, colours);
		see(other, "#state-word", "UP");
		see(other, "#messages", "repubs");
		other.waitForTimeout(500); // colours change little by little
		List<?> faint = (List<?>) other.evaluate(CONTRAST);
		assertThat(faint).isEmpty();
		other.close();
	}

}
