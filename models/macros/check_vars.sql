{#
    Refuses vars that no model can make sense of, before anything is built: as the hook on-run-start it is
    rendered when the project is read. Every fault is told at once. Which values are right stands in
    var_rules.
#}
{% macro check_vars() -%}
    {%- set faults = [] -%}
    {%- do number_faults(faults) -%}
    {%- do text_faults(faults) -%}
    {%- do list_faults(faults) -%}
    {%- do match_point_faults(faults) -%}
    {#- What vars are to each other only makes sense of those that are right by themselves. -#}
    {%- if faults | length == 0 -%}
        {%- do order_faults(faults) -%}
        {%- do business_hour_faults(faults) -%}
        {%- if 1440 % var('contact_interval_minutes') != 0 -%}
            {%- do faults.append('contact_interval_minutes is ' ~ var('contact_interval_minutes') ~ ', which does not divide a day') -%}
        {%- endif -%}
        {%- if var('position_first_weight') + var('position_last_weight') > 1 -%}
            {%- do faults.append('position_first_weight and position_last_weight add up to more than 1') -%}
        {%- endif -%}
        {%- if var('business_calendar_start') ~ '' > var('as_of_date') ~ '' -%}
            {%- do faults.append(
                'business_calendar_start is ' ~ var('business_calendar_start') ~ ', after as_of_date ('
                ~ var('as_of_date') ~ ')'
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {%- if faults | length > 0 -%}
        {{ exceptions.raise_compiler_error('Vars make no sense: ' ~ (faults | unique | join('; '))) }}
    {%- endif -%}
{%- endmacro %}

{# Whether a value is a number from least to most; what is no number at all (.nan) is not. #}
{% macro is_number_within(value, least, most) -%}
    {{ return(value is not boolean and value is number and value >= least and value <= most) }}
{%- endmacro %}

{% macro number_faults(faults) -%}
    {%- for names, least, most, whole in var_rules().numbers -%}
        {%- for name in names -%}
            {%- set value = var(name) -%}
            {%- if not is_number_within(value, least, most) or (whole and value is not integer) -%}
                {%- do faults.append(
                    name ~ ' is ' ~ value ~ ', not a ' ~ ('whole ' if whole else '') ~ 'number from ' ~ least
                    ~ ' to ' ~ most
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{% macro text_faults(faults) -%}
    {%- for name, allowed in var_rules().texts.items() if var(name) not in allowed -%}
        {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', none of ' ~ (allowed | join(', '))) -%}
    {%- endfor -%}
    {%- for name, wanted in var_rules().patterns.items() -%}
        {%- if var(name) is not string or modules.re.match(wanted[0], var(name)) is none -%}
            {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', not ' ~ wanted[1]) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name in var_rules().dates if not is_calendar_date(var(name)) -%}
        {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', not a date from 1900 on (2025-12-31)') -%}
    {%- endfor -%}
{%- endmacro %}

{#
    Adds what is wrong with lists: their length, and what is in them. Words are not blank, as a blank one is in
    every text; names are of those that there are, and none twice.
#}
{% macro list_faults(faults) -%}
    {%- set rules = var_rules() -%}
    {%- for name, count in rules.lists.items() -%}
        {%- set values = var(name) -%}
        {%- if values is string or values is mapping or values is not sequence or (count and values | length != count) -%}
            {%- do faults.append(name ~ ' is ' ~ values ~ ', not a list' ~ (' of ' ~ count if count)) -%}
        {%- elif name in rules.words -%}
            {%- for word in values if word is not string or word | trim == '' -%}
                {%- do faults.append(name ~ " has '" ~ word ~ "', not a word") -%}
            {%- endfor -%}
        {%- elif name in rules.names -%}
            {%- for value in values -%}
                {%- if value not in rules.names[name] -%}
                    {%- do faults.append(name ~ ' is ' ~ value ~ ', none of ' ~ (rules.names[name] | join(', '))) -%}
                {%- elif value in values[:loop.index0] -%}
                    {%- do faults.append(name ~ ' has ' ~ value ~ ' twice') -%}
                {%- endif -%}
            {%- endfor -%}
        {%- elif name in rules.bounds -%}
            {%- for bound in values -%}
                {%- if not is_number_within(bound, 0, rules.bounds[name]) or bound is not integer
                    or (not loop.first and bound <= values[loop.index0 - 1]) -%}
                    {%- do faults.append(
                        name ~ ' is ' ~ values ~ ', not whole numbers to ' ~ rules.bounds[name] ~ ' that rise'
                    ) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if var('identity_preference') is sequence and var('identity_preference') | length == 0 -%}
        {%- do faults.append('identity_preference is [], which names no system') -%}
    {%- endif -%}
    {%- for weekday in var('weekend_days') if weekday is not integer or weekday < 1 or weekday > 7 -%}
        {%- do faults.append('weekend_days has ' ~ weekday ~ ', not a weekday from 1 (Monday) to 7') -%}
    {%- endfor -%}
{%- endmacro %}

{# Points are given for all that is compared and for nothing else: a var replaces the whole mapping. #}
{% macro match_point_faults(faults) -%}
    {%- set points = var('match_points') -%}
    {%- set names = [
        'name', 'email', 'email_mistyped', 'email_other', 'phone', 'phone_mistyped', 'phone_other', 'birth_date',
        'birth_date_other', 'tax_no', 'tax_no_other', 'postal_code', 'postal_code_other',
    ] -%}
    {%- if points is not mapping -%}
        {%- do faults.append('match_points is ' ~ points ~ ', not a mapping from what agrees to points') -%}
    {%- else -%}
        {%- set lacking = names | reject('in', points) | list -%}
        {%- if lacking | length > 0 -%}
            {%- do faults.append('match_points lacks ' ~ (lacking | join(', '))) -%}
        {%- endif -%}
        {%- for name, value in points.items() -%}
            {%- if name not in names -%}
                {%- do faults.append('match_points has ' ~ name ~ ', none of ' ~ (names | join(', '))) -%}
            {%- elif not is_number_within(value, -10, 10) -%}
                {%- do faults.append('match_points of ' ~ name ~ ' is ' ~ value ~ ', not a number from -10 to 10') -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro order_faults(faults) -%}
    {%- for names in var_rules().rising -%}
        {%- for name in names -%}
            {%- set before = names[loop.index0 - 1] -%}
            {%- if not loop.first and var(name) < var(before) -%}
                {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', less than ' ~ before ~ ' (' ~ var(before) ~ ')') -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{# Adds what is wrong with the hours of work, every day's first, and where they leave no time in a week. #}
{% macro business_hour_faults(faults) -%}
    {%- for name in ['business_opens', 'business_closes', 'business_break_starts', 'business_break_ends'] -%}
        {%- if not is_clock_time(var(name)) -%}
            {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', not a time of day as text (09:00)') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do weekday_faults(faults) -%}
    {%- if faults | length == 0 -%}
        {%- if clock_seconds(var('business_closes')) <= clock_seconds(var('business_opens')) -%}
            {%- do faults.append(
                'business_closes is ' ~ var('business_closes') ~ ', not after business_opens ('
                ~ var('business_opens') ~ ')'
            ) -%}
        {%- elif clock_seconds(var('business_break_ends')) < clock_seconds(var('business_break_starts')) -%}
            {%- do faults.append(
                'business_break_ends is ' ~ var('business_break_ends') ~ ', before business_break_starts ('
                ~ var('business_break_starts') ~ ')'
            ) -%}
        {%- elif seconds_of_work(everyday_spans()) == 0 -%}
            {%- do faults.append(
                'business_break_starts and business_break_ends leave no time between business_opens and business_closes'
            ) -%}
        {%- else -%}
            {%- set week = [] -%}
            {%- for weekday in range(1, 8) -%}
                {%- do week.extend(business_spans(weekday)) -%}
            {%- endfor -%}
            {%- if seconds_of_work(week) == 0 -%}
                {%- do faults.append('business_weekday_hours leave no time of work in a week') -%}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# The seconds in pairs of seconds, from and to, as a number in the template. #}
{% macro seconds_of_work(spans) -%}
    {%- set seconds = [] -%}
    {%- for span in spans -%}
        {%- do seconds.append(span[1] - span[0]) -%}
    {%- endfor -%}
    {{ return(seconds | sum) }}
{%- endmacro %}

{# Whether a value is a time of day as text, from 0:00 to 24:00. #}
{% macro is_clock_time(value) -%}
    {{ return(
        value is string
        and modules.re.match('^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$', value) is not none
    ) }}
{%- endmacro %}

{# Whether a value is a day of the calendar from 1900 to 2199, as text or as the date that YAML may make of it. #}
{% macro is_calendar_date(value) -%}
    {%- set text = value ~ '' -%}
    {%- if modules.re.match('^(19|20|21)[0-9][0-9]-(0[1-9]|1[0-2])-[0-9][0-9]$', text) is none -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set year = text[:4] | int -%}
    {%- set leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) -%}
    {%- set days = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][(text[5:7] | int) - 1] -%}
    {{ return((text[8:] | int) >= 1 and (text[8:] | int) <= days) }}
{%- endmacro %}

{# Adds what is wrong with the hours of weekdays. #}
{% macro weekday_faults(faults) -%}
    {%- set own = var('business_weekday_hours') -%}
    {%- if own is not mapping -%}
        {%- do faults.append('business_weekday_hours is ' ~ own ~ ', not a mapping from weekdays to times') -%}
    {%- else -%}
        {%- for weekday, times in own.items() -%}
            {%- set name = 'business_weekday_hours of ' ~ weekday -%}
            {%- if weekday ~ '' not in ['1', '2', '3', '4', '5', '6', '7'] -%}
                {%- do faults.append(name ~ ': not a weekday from 1 (Monday) to 7') -%}
            {%- elif times is string or times is mapping or times is not sequence or times | length % 2 != 0 -%}
                {%- do faults.append(name ~ ' are ' ~ times ~ ', not a list of pairs, from and to') -%}
            {%- else -%}
                {%- for time in times -%}
                    {%- set before = times[loop.index0 - 1] -%}
                    {%- if not is_clock_time(time) -%}
                        {%- do faults.append(name ~ ': ' ~ time ~ ' is no time of day as text (09:00)') -%}
                    {%- elif not loop.first and clock_seconds(time) < clock_seconds(before) -%}
                        {%- do faults.append(name ~ ': ' ~ time ~ ' is before ' ~ before) -%}
                    {%- elif loop.index0 % 2 == 1 and clock_seconds(time) == clock_seconds(before) -%}
                        {%- do faults.append(name ~ ': from ' ~ before ~ ' to ' ~ time ~ ' is no time') -%}
                    {%- endif -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#
    Numbers: names, least, most, whole; most is far beyond what makes sense, and short of what overflows a date, a
    count or an amount. Lists: their length, 0 for any. Rising: each at least the one before.
#}
{% macro var_rules() -%}
    {%- set days = 36500 -%}
    {%- set count = 1000000 -%}
    {{ return({
        'numbers': [
            [['fiscal_year_start_month'], 1, 12, true],
            [['business_days_per_week', 'business_week_starts_on'], 1, 7, true],
            [['csat_top_box_from'], 1, 5, true],
            [['ces_easy_from'], 1, 7, true],
            [['contact_interval_minutes'], 1, 1440, true],
            [['lunar_season_days_before', 'lunar_season_days_after', 'lunar_alignment_days'], 0, 366, true],
            [['lifecycle_months', 'lifecycle_min_months', 'key_account_window_months'], 1, 1200, true],
            [[
                'velocity_days', 'dso_days', 'rfm_window_days', 'lapsed_after_days', 'lost_after_days',
                'churn_default_gap_days', 'survey_window_days', 'growth_new_customer_days',
                'growth_new_product_days', 'repurchase_window_days', 'churn_after_complaint_days',
                'uplift_window_days', 'fatigue_window_days',
            ], 1, days, true],
            [[
                'churn_reason_days', 'save_min_tenure_days', 'attribution_window_days',
                'credit_c_overdue_days', 'credit_d_overdue_days',
            ], 0, days, true],
            [['credit_b_days_late', 'credit_c_days_late', 'credit_d_days_late'], 0, days, false],
            [[
                'loyal_min_orders', 'churn_min_gaps', 'lifecycle_min_orders', 'repeat_min_orders',
                'win_rate_min_deals', 'fatigue_most_touches',
            ], 1, count, true],
            [['small_max_employees', 'medium_max_employees'], 0, 100 * count, true],
            [['match_max_edits'], 0, 100, true],
            [['match_max_block'], 0, 10000, true],
            [['service_level_seconds'], 0, 86400, true],
            [['callback_minutes', 'case_minutes'], 0, 1440, false],
            [['service_cost_per_minute', 'save_contact_cost'], 0, count, false],
            [[
                'lifecycle_slope', 'credit_b_return_rate', 'credit_c_return_rate', 'credit_d_return_rate',
                'capital_rate', 'confidence_z',
            ], 0, 10, false],
            [['churn_lost_factor'], 1, 100, false],
            [[
                'vip_share', 'major_share', 'regular_share', 'concentration_top_share',
                'concentration_best_share', 'churn_gap_quantile', 'save_success_rate', 'save_offer_rate',
                'abc_a_share', 'abc_b_share', 'credit_b_late_rate', 'credit_c_late_rate', 'credit_d_late_rate',
                'credit_b_overdue_rate', 'credit_c_overdue_rate', 'credit_d_overdue_rate', 'match_min_score', 'match_initial_likeness',
                'position_first_weight', 'position_last_weight',
            ], 0, 1, false],
            [['service_level_target'], 0, 0.999, false],
            [['attitude_min_score'], 0, 10, false],
            [[
                'satisfied_min_score', 'dissatisfied_max_score', 'key_account_min_score',
                'key_account_unknown_score',
            ], 0, 100, false],
        ],
        'texts': {
            'pipeline_weighting': ['amount', 'count'],
            'attribution_model': attribution_models(),
            'win_rate_segment': win_rate_segments(),
        },
        'patterns': {
            'reporting_currency': ['^[A-Z][A-Z][A-Z]$', 'three capital letters (USD)'],
            'reporting_timezone': ['^[A-Za-z0-9_+/-]+$', 'the name of a time zone (Europe/Berlin)'],
        },
        'dates': ['as_of_date', 'business_calendar_start'],
        'lists': {
            'overdue_buckets': 3, 'backlog_age_buckets': 4, 'deal_age_buckets': 0,
            'complaint_case_types': 0, 'written_case_origins': 0, 'price_loss_words': 0,
            'large_value_tiers': 0, 'poor_credit_classes': 0, 'identity_preference': 0, 'weekend_days': 0,
        },
        'words': ['complaint_case_types', 'written_case_origins', 'price_loss_words'],
        'names': {
            'large_value_tiers': ['vip', 'major', 'regular', 'small'],
            'poor_credit_classes': ['A', 'B', 'C', 'D'],
            'identity_preference': var('conforming').party,
        },
        'bounds': {'overdue_buckets': days, 'backlog_age_buckets': days, 'deal_age_buckets': days},
        'rising': [
            ['small_max_employees', 'medium_max_employees'],
            ['vip_share', 'major_share', 'regular_share'],
            ['concentration_best_share', 'concentration_top_share'],
            ['lapsed_after_days', 'lost_after_days'],
            ['dissatisfied_max_score', 'satisfied_min_score'],
            ['abc_a_share', 'abc_b_share'],
            ['lifecycle_min_months', 'lifecycle_months'],
            ['credit_b_late_rate', 'credit_c_late_rate', 'credit_d_late_rate'],
            ['credit_b_days_late', 'credit_c_days_late', 'credit_d_days_late'],
            ['credit_b_return_rate', 'credit_c_return_rate', 'credit_d_return_rate'],
            ['credit_c_overdue_days', 'credit_d_overdue_days'],
            ['credit_b_overdue_rate', 'credit_c_overdue_rate', 'credit_d_overdue_rate'],
        ],
    }) }}
{%- endmacro %}
