{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='month_start_date',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
) }}

{# Who was in one state at the end of a month and in which at the end of the next; new customers come from 'new'. #}
with marks as (

    select
        month_start_date,
        {{ content_hash(['customer_key', 'customer_type', 'previous_state', 'state']) }}
            as _version_mark
    from {{ ref('fct_customer_month') }}
    group by month_start_date

),

changed as (

    {{ changed_groups('marks', ['month_start_date']) }}

),

months as (

    select months.*
    from {{ ref('fct_customer_month') }} as months
    inner join changed
        on months.month_start_date = changed.month_start_date

),

moves as (

    select
        month_start_date,
        customer_type,
        coalesce(previous_state, 'new') as from_state,
        state as to_state,
        count(*) as customer_count
    from months
    group by month_start_date, customer_type, coalesce(previous_state, 'new'), state

),

final as (

    select
        moves.month_start_date,
        moves.customer_type,
        moves.from_state,
        moves.to_state,

        cast(moves.customer_count as integer) as customer_count,
        {{ share(
            'moves.customer_count',
            'sum(moves.customer_count) over ('
            ~ 'partition by moves.month_start_date, moves.customer_type, moves.from_state)',
        ) }} as transition_rate,

        changed._version_mark
    from moves
    inner join changed
        on moves.month_start_date = changed.month_start_date

)

{{ made_again('final', 'changed', ['month_start_date']) }}
