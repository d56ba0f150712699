{#
    Refuses vars that no model can make sense of, before anything is built: as the hook on-run-start it is
    rendered when the project is read. Every fault is told at once. Which values are right stands in
    var_rules.
#}
{% macro check_vars() -%}
    {%- set faults = [] -%}
    {%- for names, least, most, whole in var_rules().numbers -%}
        {%- for name in names -%}
            {%- set value = var(name) -%}
            {%- if value is boolean or value is not number or value < least or value > most
                or (whole and value is not integer) -%}
                {%- do faults.append(
                    name ~ ' is ' ~ value ~ ', not a ' ~ ('whole ' if whole else '') ~ 'number from ' ~ least
                    ~ (' to ' ~ most if most < 1000000 else ' up')
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name, allowed in var_rules().texts.items() -%}
        {%- set values = [var(name)] if var(name) is string or var(name) is not sequence else var(name) -%}
        {%- for value in values if value not in allowed -%}
            {%- do faults.append(name ~ ' is ' ~ value ~ ', none of ' ~ (allowed | join(', '))) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for name, count in var_rules().lists.items() -%}
        {%- if var(name) is string or var(name) is not sequence or (count and var(name) | length != count) -%}
            {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', not a list' ~ (' of ' ~ count if count)) -%}
        {%- endif -%}
    {%- endfor -%}
    {#- An order only makes sense of numbers that are right by themselves. -#}
    {%- if faults | length == 0 -%}
        {%- for names in var_rules().rising -%}
            {%- for name in names -%}
                {%- set before = names[loop.index0 - 1] -%}
                {%- if not loop.first and var(name) < var(before) -%}
                    {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', less than ' ~ before ~ ' (' ~ var(before) ~ ')') -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for name in var_rules().bounds -%}
            {%- for bound in var(name) -%}
                {%- if bound is not integer or bound < 0 or (not loop.first and bound <= var(name)[loop.index0 - 1]) -%}
                    {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', not whole numbers that rise') -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for name in ['business_opens', 'business_closes', 'business_break_starts', 'business_break_ends'] -%}
            {%- if not is_clock_time(var(name)) -%}
                {%- do faults.append(name ~ ' is ' ~ var(name) ~ ', not a time of day as text (09:00)') -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do weekday_faults(faults) -%}
        {%- for from, to in [('business_opens', 'business_closes'), ('business_break_starts', 'business_break_ends')]
            if faults | length == 0 -%}
            {%- if clock_seconds(var(to)) < clock_seconds(var(from)) -%}
                {%- do faults.append(to ~ ' is ' ~ var(to) ~ ', before ' ~ from ~ ' (' ~ var(from) ~ ')') -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if 1440 % var('contact_interval_minutes') != 0 -%}
            {%- do faults.append('contact_interval_minutes is ' ~ var('contact_interval_minutes') ~ ', which does not divide a day') -%}
        {%- endif -%}
        {%- if var('position_first_weight') + var('position_last_weight') > 1 -%}
            {%- do faults.append('position_first_weight and position_last_weight add up to more than 1') -%}
        {%- endif -%}
    {%- endif -%}
    {%- if faults | length > 0 -%}
        {{ exceptions.raise_compiler_error('Vars make no sense: ' ~ (faults | unique | join('; '))) }}
    {%- endif -%}
{%- endmacro %}

{# Whether a value is a time of day as text, from 0:00 to 24:00. #}
{% macro is_clock_time(value) -%}
    {{ return(
        value is string
        and modules.re.match('^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$', value) is not none
    ) }}
{%- endmacro %}

{# Adds what is wrong with the vars of weekdays. #}
{% macro weekday_faults(faults) -%}
    {%- for weekday in var('weekend_days') if weekday is not integer or weekday < 1 or weekday > 7 -%}
        {%- do faults.append('weekend_days has ' ~ weekday ~ ', not a weekday from 1 (Monday) to 7') -%}
    {%- endfor -%}
    {%- set own = var('business_weekday_hours') -%}
    {%- if own is not mapping -%}
        {%- do faults.append('business_weekday_hours is ' ~ own ~ ', not a mapping from weekdays to times') -%}
    {%- else -%}
        {%- for weekday, times in own.items() -%}
            {%- set name = 'business_weekday_hours of ' ~ weekday -%}
            {%- if weekday ~ '' not in ['1', '2', '3', '4', '5', '6', '7'] -%}
                {%- do faults.append(name ~ ': not a weekday from 1 (Monday) to 7') -%}
            {%- elif times is string or times is not sequence or times | length % 2 != 0 -%}
                {%- do faults.append(name ~ ' are ' ~ times ~ ', not a list of pairs, from and to') -%}
            {%- else -%}
                {%- for time in times -%}
                    {%- if not is_clock_time(time) -%}
                        {%- do faults.append(name ~ ': ' ~ time ~ ' is no time of day as text (09:00)') -%}
                    {%- elif not loop.first and clock_seconds(time) < clock_seconds(times[loop.index0 - 1]) -%}
                        {%- do faults.append(name ~ ': ' ~ time ~ ' is before ' ~ times[loop.index0 - 1]) -%}
                    {%- endif -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# Numbers: names, least, most, whole. Lists: their length, 0 for any. Rising: each at least the one before. #}
{% macro var_rules() -%}
    {%- set any = 1000000000 -%}
    {{ return({
        'numbers': [
            [['fiscal_year_start_month'], 1, 12, true],
            [['business_days_per_week', 'business_week_starts_on'], 1, 7, true],
            [['csat_top_box_from'], 1, 5, true],
            [['ces_easy_from'], 1, 7, true],
            [['contact_interval_minutes'], 1, 1440, true],
            [[
                'velocity_days', 'dso_days', 'rfm_window_days', 'lapsed_after_days', 'lost_after_days',
                'loyal_min_orders', 'churn_min_gaps', 'churn_default_gap_days', 'lifecycle_months',
                'lifecycle_min_months', 'lifecycle_min_orders', 'repeat_min_orders', 'survey_window_days',
                'win_rate_min_deals', 'growth_new_customer_days', 'growth_new_product_days',
                'repurchase_window_days', 'churn_after_complaint_days', 'uplift_window_days',
                'fatigue_window_days', 'fatigue_most_touches',
            ], 1, any, true],
            [[
                'lunar_season_days_before', 'lunar_season_days_after', 'lunar_alignment_days',
                'small_max_employees', 'medium_max_employees', 'churn_reason_days', 'save_min_tenure_days',
                'match_max_edits', 'match_max_block', 'attribution_window_days', 'service_level_seconds',
                'credit_c_overdue_days', 'credit_d_overdue_days',
            ], 0, any, true],
            [[
                'save_contact_cost', 'lifecycle_slope', 'credit_b_days_late', 'credit_c_days_late',
                'credit_d_days_late', 'credit_b_return_rate', 'credit_c_return_rate',
                'credit_d_return_rate', 'service_cost_per_minute', 'callback_minutes', 'case_minutes',
                'capital_rate', 'confidence_z',
            ], 0, any, false],
            [['churn_lost_factor'], 1, any, false],
            [[
                'vip_share', 'major_share', 'regular_share', 'churn_gap_quantile', 'save_success_rate',
                'save_offer_rate', 'abc_a_share', 'abc_b_share', 'credit_b_late_rate',
                'credit_c_late_rate', 'credit_d_late_rate', 'credit_c_overdue_rate',
                'credit_d_overdue_rate', 'match_min_score', 'match_initial_likeness',
                'position_first_weight', 'position_last_weight',
            ], 0, 1, false],
            [['service_level_target'], 0, 0.999, false],
            [['attitude_min_score'], 0, 10, false],
            [['satisfied_min_score', 'dissatisfied_max_score', 'key_account_min_score'], 0, 100, false],
        ],
        'texts': {
            'pipeline_weighting': ['amount', 'count'],
            'attribution_model': attribution_models(),
            'large_value_tiers': ['vip', 'major', 'regular', 'small'],
            'poor_credit_classes': ['A', 'B', 'C', 'D'],
        },
        'lists': {
            'overdue_buckets': 3, 'backlog_age_buckets': 4, 'deal_age_buckets': 0,
            'complaint_case_types': 0, 'written_case_origins': 0, 'price_loss_words': 0,
            'large_value_tiers': 0, 'poor_credit_classes': 0, 'weekend_days': 0,
        },
        'bounds': ['overdue_buckets', 'backlog_age_buckets', 'deal_age_buckets'],
        'rising': [
            ['small_max_employees', 'medium_max_employees'],
            ['vip_share', 'major_share', 'regular_share'],
            ['lapsed_after_days', 'lost_after_days'],
            ['abc_a_share', 'abc_b_share'],
            ['lifecycle_min_months', 'lifecycle_months'],
            ['credit_b_late_rate', 'credit_c_late_rate', 'credit_d_late_rate'],
            ['credit_b_days_late', 'credit_c_days_late', 'credit_d_days_late'],
            ['credit_b_return_rate', 'credit_c_return_rate', 'credit_d_return_rate'],
            ['credit_c_overdue_days', 'credit_d_overdue_days'],
            ['credit_c_overdue_rate', 'credit_d_overdue_rate'],
        ],
    }) }}
{%- endmacro %}
