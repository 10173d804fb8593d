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

import java.io.IOException;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps other web sites, open in the same browser, away from the page and its buttons:
 * what they send is refused, and so is a foreign name that leads to this machine. The
 * page itself may load nothing from elsewhere. It does not know users: who must not press
 * the buttons must not reach the port.
 */
@Component
class LocalRequestsFilter extends OncePerRequestFilter {

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
			+ "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private final List<String> hosts;

	LocalRequestsFilter(@Value("${sample.page.hosts}") List<String> hosts) {
		this.hosts = hosts;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!this.hosts.contains(request.getServerName())) {
			refuse(response,
					"'" + request.getServerName() + "' is not a name of this page: add it to sample.page.hosts");
			return;
		}
		if (isForeign(request)) {
			refuse(response, "The request comes from another site");
			return;
		}
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("Referrer-Policy", "no-referrer");
		chain.doFilter(request, response);
	}

	private static boolean isForeign(HttpServletRequest request) {
		String origin = request.getHeader("Origin");
		String host = request.getHeader("Host");
		if ("GET".equals(request.getMethod()) || origin == null) {
			return false;
		}
		return !origin.equals("http://" + host) && !origin.equals("https://" + host);
	}

	private static void refuse(HttpServletResponse response, String reason) throws IOException {
		response.setStatus(HttpServletResponse.SC_FORBIDDEN);
		response.setContentType("text/plain;charset=UTF-8");
		response.getWriter().println(reason);
	}

}
