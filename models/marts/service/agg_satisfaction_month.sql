{# Surveys by the month of the answer; sent surveys by the month of sending. One that nobody sent is only answered. #}
with responses as (

    select * from {{ ref('fct_survey_response') }}

),

surveys as (

    select * from {{ ref('int_service_survey') }}

),

sent as (

    select
        source_system,
        cast(date_trunc('month', sent_date) as date) as month_start_date,
        count(*) as sent_count,
        count(answered_date) as sent_answered_count
    from surveys
    where sent_date is not null
    group by 1, 2

),

answered as (

    select
        source_system,
        cast(date_trunc('month', answered_date) as date) as month_start_date,
        count(*) as answered_count,
        count(nps_score) as nps_count,
        sum(case when nps_group = 'promoter' then 1 else 0 end) as promoter_count,
        sum(case when nps_group = 'passive' then 1 else 0 end) as passive_count,
        sum(case when nps_group = 'detractor' then 1 else 0 end) as detractor_count,
        count(csat_score) as csat_count,
        sum(case when is_satisfied then 1 else 0 end) as csat_satisfied_count,
        avg(csat_score) as csat_mean,
        count(ces_score) as ces_count,
        avg(ces_score) as ces_mean,
        sum(case when ces_score >= {{ var('ces_easy_from') }} then 1 else 0 end) as ces_easy_count,
        count(is_task_completed) as task_count,
        sum(case when is_task_completed then 1 else 0 end) as task_completed_count,
        avg(cast(satisfaction_score as decimal(18, 6))) as satisfaction_mean
    from responses
    group by 1, 2

),

final as (

    select
        coalesce(answered.month_start_date, sent.month_start_date) as month_start_date,
        coalesce(answered.source_system, sent.source_system) as source_system,

        cast(coalesce(sent.sent_count, 0) as integer) as sent_count,
        cast(coalesce(answered.answered_count, 0) as integer) as answered_count,
        {{ share('sent.sent_answered_count', 'sent.sent_count') }} as response_rate,
        cast(coalesce(answered.nps_count, 0) as integer) as nps_count,
        cast(coalesce(answered.promoter_count, 0) as integer) as promoter_count,
        cast(coalesce(answered.passive_count, 0) as integer) as passive_count,
        cast(coalesce(answered.detractor_count, 0) as integer) as detractor_count,
        {{ net_promoter_score(
            'answered.promoter_count', 'answered.detractor_count', 'answered.nps_count'
        ) }} as nps,
        {{ net_promoter_bound(
            'answered.promoter_count', 'answered.detractor_count', 'answered.nps_count', '-'
        ) }} as nps_lower,
        {{ net_promoter_bound(
            'answered.promoter_count', 'answered.detractor_count', 'answered.nps_count', '+'
        ) }} as nps_upper,
        cast(coalesce(answered.csat_count, 0) as integer) as csat_count,
        cast(coalesce(answered.csat_satisfied_count, 0) as integer) as csat_satisfied_count,
        {{ share('answered.csat_satisfied_count', 'answered.csat_count') }} as csat_rate,
        {{ wilson_bound('answered.csat_satisfied_count', 'answered.csat_count', '-') }}
            as csat_lower,
        {{ wilson_bound('answered.csat_satisfied_count', 'answered.csat_count', '+') }}
            as csat_upper,
        cast(answered.csat_mean as double) as csat_mean,
        cast(coalesce(answered.ces_count, 0) as integer) as ces_count,
        cast(answered.ces_mean as double) as ces_mean,
        {{ share('answered.ces_easy_count', 'answered.ces_count') }} as ces_easy_rate,
        cast(coalesce(answered.task_count, 0) as integer) as task_count,
        {{ share('answered.task_completed_count', 'answered.task_count') }} as task_success_rate,
        cast(answered.satisfaction_mean as double) as satisfaction_mean
    from answered
    full outer join sent
        on answered.month_start_date = sent.month_start_date
        and answered.source_system = sent.source_system

)

select * from final
