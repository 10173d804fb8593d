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

package io.resilientmqtt.message;

import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;

/**
 * A topic filter [MQTT 5, 4.7], possibly of a shared subscription
 * ({@code $share/group/filter}, [MQTT 5, 4.8.2]) or of one that EMQX shares without a
 * group or lets one client have alone ({@code $queue/filter}, {@code $exclusive/filter}).
 * What comes before the filter proper does not matter for matching. Immutable; equal by
 * its text.
 */
public final class TopicFilter {

	private static final String SHARE_PREFIX = "$share/";

	private static final List<String> EMQX_PREFIXES = List.of("$queue/", "$exclusive/");

	private final String text;

	private final @Nullable String shareName;

	private final String levels;

	private TopicFilter(String text, @Nullable String shareName, String levels) {
		this.text = text;
		this.shareName = shareName;
		this.levels = levels;
	}

	/**
	 * Parse a topic filter.
	 * @param filter the text
	 * @return the filter
	 * @throws IllegalArgumentException if it is empty [MQTT-4.7.3-1], {@code #} is not
	 * alone at the end [MQTT-4.7.1-1], {@code +} does not fill its level [MQTT-4.7.1-2],
	 * the share name is empty [MQTT-4.8.2-1] or has a wildcard [MQTT-4.8.2-2], or it
	 * can't be encoded in 65535 bytes of UTF-8
	 */
	public static TopicFilter of(String filter) {
		Objects.requireNonNull(filter, "'filter' must not be null");
		if (filter.isEmpty()) {
			throw new IllegalArgumentException("topic filter is empty; a filter has at least one character");
		}
		Utf8.check("topic filter", filter);
		String shareName = null;
		String levels = filter;
		if (filter.startsWith(SHARE_PREFIX)) {
			int end = filter.indexOf('/', SHARE_PREFIX.length());
			shareName = (end > 0) ? filter.substring(SHARE_PREFIX.length(), end) : "";
			levels = (end > 0) ? filter.substring(end + 1) : "";
			if (shareName.isEmpty() || levels.isEmpty() || shareName.indexOf('+') >= 0 || shareName.indexOf('#') >= 0) {
				throw invalid(filter, "a shared subscription is written $share/name/filter");
			}
		}
		else {
			for (String prefix : EMQX_PREFIXES) {
				if (filter.startsWith(prefix) && filter.length() > prefix.length()) {
					levels = filter.substring(prefix.length());
				}
			}
		}
		checkWildcards(filter, levels);
		return new TopicFilter(filter, shareName, levels);
	}

	private static void checkWildcards(String filter, String levels) {
		int last = levels.length() - 1;
		for (int i = 0; i <= last; i++) {
			char c = levels.charAt(i);
			if (c != '+' && c != '#') {
				continue;
			}
			boolean startsLevel = i == 0 || levels.charAt(i - 1) == '/';
			if (c == '#' && !(startsLevel && i == last)) {
				throw invalid(filter, "'#' must be the whole of the last level");
			}
			if (c == '+' && !(startsLevel && (i == last || levels.charAt(i + 1) == '/'))) {
				throw invalid(filter, "'+' must be the whole of its level");
			}
		}
	}

	private static IllegalArgumentException invalid(String filter, String remedy) {
		return new IllegalArgumentException("topic filter '" + Printable.of(filter) + "' is not valid: " + remedy);
	}

	/**
	 * Return the name of the share.
	 * @return the name or {@code null} if the subscription is not shared
	 */
	public @Nullable String shareName() {
		return this.shareName;
	}

	/**
	 * Return this filter as that of a shared subscription.
	 * @param group the name of the share
	 * @return the filter {@code $share/group/filter}
	 * @throws IllegalArgumentException if the name is empty [MQTT-4.8.2-1] or has a
	 * {@code /}, {@code +} or {@code #} [MQTT-4.8.2-2], or this filter is shared already
	 */
	public TopicFilter share(String group) {
		if (group.isEmpty() || group.chars().anyMatch((c) -> c == '/' || c == '+' || c == '#')) {
			throw new IllegalArgumentException("group '" + group
					+ "' is not valid: the name of a share has at least one character and no '/', '+' or '#'");
		}
		if (this.shareName != null) {
			throw new IllegalArgumentException("topic filter '" + this.text + "' can't be shared in group '" + group
					+ "': it names the group '" + this.shareName + "' itself; leave one of them out");
		}
		if (!isPlain()) {
			throw new IllegalArgumentException("topic filter '" + this.text + "' can't be shared in group '" + group
					+ "': its prefix says how it is subscribed to; leave one of them out");
		}
		return of(SHARE_PREFIX + group + "/" + this.text);
	}

	/**
	 * Return whether the filter is no more than that.
	 * @return {@code false} with {@code $share/name/}, {@code $queue/} or
	 * {@code $exclusive/} in front
	 */
	public boolean isPlain() {
		return this.levels.length() == this.text.length();
	}

	/**
	 * Return the part that topics are matched with.
	 * @return the filter without {@code $share/name/}, {@code $queue/} or
	 * {@code $exclusive/}
	 */
	public String levels() {
		return this.levels;
	}

	/**
	 * Return whether the filter has a wildcard.
	 * @return {@code true} with {@code +} or {@code #}
	 */
	public boolean hasWildcard() {
		return this.levels.indexOf('+') >= 0 || this.levels.endsWith("#");
	}

	/**
	 * Return whether a topic name matches this filter. A filter that starts with a
	 * wildcard does not match a topic that starts with {@code $} [MQTT-4.7.2-1].
	 * @param topic the topic name
	 * @return {@code true} if it matches
	 */
	public boolean matches(String topic) {
		String filter = this.levels;
		if (topic.startsWith("$") && !filter.startsWith("$")) {
			return false;
		}
		int f = 0;
		int t = 0;
		while (f < filter.length()) {
			char c = filter.charAt(f);
			if (c == '#') {
				return true;
			}
			if (c == '+') {
				t = endOfLevel(topic, t);
				f++;
			}
			else if (t < topic.length() && topic.charAt(t) == c) {
				f++;
				t++;
			}
			else {
				return t == topic.length() && f > 0 && filter.startsWith("/#", f);
			}
		}
		return t == topic.length();
	}

	/**
	 * Return whether every topic that matches another filter matches this one. A filter
	 * that is not {@linkplain #isPlain() plain} covers none and is covered by none but
	 * itself.
	 * @param other the other filter
	 * @return {@code true} if this filter makes the other superfluous
	 */
	public boolean covers(TopicFilter other) {
		if (!isPlain() || !other.isPlain()) {
			return equals(other);
		}
		if (other.levels.startsWith("$") && !this.levels.startsWith("$")) {
			return false;
		}
		String[] mine = this.levels.split("/", -1);
		String[] others = other.levels.split("/", -1);
		for (int i = 0; i < mine.length; i++) {
			if (mine[i].equals("#")) {
				return true;
			}
			boolean covered = i < others.length
					&& (mine[i].equals(others[i]) || (mine[i].equals("+") && !others[i].equals("#")));
			if (!covered) {
				return false;
			}
		}
		return mine.length == others.length;
	}

	/**
	 * Return whether there is a topic that both this filter and another match. Share
	 * names do not matter.
	 * @param other the other filter
	 * @return {@code true} if one message may match both
	 */
	public boolean overlaps(TopicFilter other) {
		if (this.levels.startsWith("$") != other.levels.startsWith("$")) {
			return false; // [MQTT-4.7.2-1]
		}
		String[] mine = this.levels.split("/", -1);
		String[] others = other.levels.split("/", -1);
		int common = Math.min(mine.length, others.length);
		for (int i = 0; i < common; i++) {
			if (mine[i].equals("#") || others[i].equals("#")) {
				return true;
			}
			if (!mine[i].equals(others[i]) && !mine[i].equals("+") && !others[i].equals("+")) {
				return false;
			}
		}
		String[] longer = (mine.length > common) ? mine : others;
		// '#' matches its parent level too, but "/#" has none: no topic is empty
		return longer.length == common || (longer[common].equals("#") && (common > 1 || !longer[0].isEmpty()));
	}

	/**
	 * Return the narrowest filter that matches whatever this one or another matches.
	 * @param other a filter that overlaps this one; both are plain
	 * @return the filter, one of both if it covers the other
	 * @throws IllegalArgumentException if they don't overlap, or one is not plain
	 */
	public TopicFilter merge(TopicFilter other) {
		if (!isPlain() || !other.isPlain() || !overlaps(other)) {
			throw new IllegalArgumentException("topic filters '" + this.text + "' and '" + other.text
					+ "' can't be one: only filters that overlap and are not shared can");
		}
		String[] mine = this.levels.split("/", -1);
		String[] others = other.levels.split("/", -1);
		int common = Math.min(mine.length, others.length);
		StringJoiner merged = new StringJoiner("/");
		for (int i = 0; i < common; i++) {
			if (mine[i].equals("#") || others[i].equals("#")) {
				return of(merged.add("#").toString());
			}
			merged.add(mine[i].equals(others[i]) ? mine[i] : "+");
		}
		if (mine.length != others.length) {
			merged.add("#"); // which matches its parent level too
		}
		return of(merged.toString());
	}

	private static int endOfLevel(String topic, int from) {
		int slash = topic.indexOf('/', from);
		return (slash >= 0) ? slash : topic.length();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TopicFilter that && this.text.equals(that.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	/**
	 * Return the text of the filter as it goes into a SUBSCRIBE.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
