{{ config(schema='intermediate', materialized='table') }}

{#
    What a customer answered in the survey window: recommendation as attitude, surveys that do not ask for
    it as satisfaction.
#}
with responses as (

    select * from {{ ref('fct_survey_response') }}

),

final as (

    select
        customer_key,

        count(*) as response_count,
        max(answered_date) as last_answered_date,
        avg(nps_score) as mean_nps_score,
        {{ mean_score('case when nps_score is null then satisfaction_score end') }}
            as mean_satisfaction_score
    from responses
    where
        customer_key <> 0
        and answered_date <= {{ as_of_date() }}
        and {{ days_between('answered_date', as_of_date()) }} < {{ var('survey_window_days') }}
        and (nps_score is not null or satisfaction_score is not null)
    group by customer_key

)

select * from final
