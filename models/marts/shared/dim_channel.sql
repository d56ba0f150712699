with channels as (

    select * from {{ ref('channel_names') }}

),

members as (

    select
        {{ surrogate_key(['channel_id']) }} as channel_key,
        channel_id,
        channel_name
    from channels

    {%- for key, id, name in special_members() %}

    union all

    select
        {{ key }} as channel_key,
        '{{ id }}' as channel_id,
        '{{ name }}' as channel_name
    {%- endfor %}

),

final as (

    select
        cast(channel_key as bigint) as channel_key,

        channel_id,
        channel_name
    from members

)

select * from final
