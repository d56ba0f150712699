with channels as (

    select * from {{ ref('channel_names') }}

),

members as (

    select
        {{ surrogate_key(['channel_id']) }} as channel_key,
        channel_id,
        channel_name
    from channels

    union all

    select
        0 as channel_key,
        'unknown' as channel_id,
        'Unknown' as channel_name

),

final as (

    select
        cast(channel_key as bigint) as channel_key,

        channel_id,
        channel_name
    from members

)

select * from final
