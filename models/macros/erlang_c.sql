{#
    The least number of agents with which `service_level_target` of calls are answered within
    `service_level_seconds`, by Erlang C, per row of `loads` (columns call_count, handle_seconds,
    interval_seconds; all above 0).

    With the load A = calls x handle time / interval in erlangs and N agents,
      B(N) = (A^N / N!) / sum over k <= N of A^k / k!       (Erlang B: all agents busy, calls lost)
      C(N) = N B / (N - A (1 - B))                          (Erlang C: a call has to wait)
      service level = 1 - C exp(-(N - A) T / handle time).
    The terms are taken as Poisson probabilities, through logarithms, so that no load overflows.
    The search ends 10 + 4 sqrt(A) agents above the load, where hardly any call waits.
#}
{% macro erlang_c_agents(loads, service_level_target, service_level_seconds) -%}
    {%- set per_load = 'partition by call_count, handle_seconds, interval_seconds '
        ~ 'order by agents' -%}
    with erlang_loads as (

        select distinct
            call_count,
            handle_seconds,
            interval_seconds,
            cast(call_count as double) * handle_seconds / interval_seconds as load_erlangs,
            cast(ceil(
                cast(call_count as double) * handle_seconds / interval_seconds
                + 4 * sqrt(cast(call_count as double) * handle_seconds / interval_seconds)
            ) as bigint) + 10 as most_agents
        from {{ loads }}
        where call_count > 0 and handle_seconds > 0

    ),

    erlang_candidates as (

        {{ integers_spanned('erlang_loads', '0', 'most_agents', 'agents') }}

    ),

    erlang_factorials as (

        select
            *,
            sum(case when agents = 0 then 0 else ln(cast(greatest(agents, 1) as double)) end)
                over ({{ per_load }} rows between unbounded preceding and current row)
                as log_factorial
        from erlang_candidates

    ),

    erlang_terms as (

        select
            *,
            exp(agents * ln(load_erlangs) - log_factorial - load_erlangs) as term
        from erlang_factorials

    ),

    erlang_blocked as (

        select
            *,
            term / nullif(
                sum(term) over ({{ per_load }} rows between unbounded preceding and current row), 0
            ) as blocked_share
        from erlang_terms

    ),

    erlang_waiting as (

        select
            *,
            agents * blocked_share / (agents - load_erlangs * (1 - blocked_share)) as waiting_share
        from erlang_blocked
        where agents > load_erlangs

    ),

    erlang_levels as (

        select
            *,
            1 - waiting_share
            * exp(-(agents - load_erlangs) * {{ service_level_seconds }} / handle_seconds)
                as expected_service_level
        from erlang_waiting

    )

    select
        call_count,
        handle_seconds,
        interval_seconds,
        load_erlangs,
        min(agents) as required_agents,
        min(expected_service_level) as expected_service_level
    from erlang_levels
    where expected_service_level >= {{ service_level_target }}
    group by call_count, handle_seconds, interval_seconds, load_erlangs
{%- endmacro %}

{# The mean time of handling a call; null where nobody was answered, or no time of it is told. #}
{% macro mean_handle_seconds(handle_seconds, answered_count) -%}
    nullif(cast({{ handle_seconds }} as double), 0) / nullif({{ answered_count }}, 0)
{%- endmacro %}
